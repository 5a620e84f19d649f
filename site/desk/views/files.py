"""Case files: decrypted for one person, with the reading logged, never cached, never shown inline as anything active."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from common.audit.services import record_read
from common.files.services import read
from desk.views.door import staff_only
from needs.access import area_clues_for, cases_for
from needs.models import Evidence
from organisations import access
from organisations.permissions import Permission as P


@staff_only
def evidence(request, pk):
    reach = Q(case__in=cases_for(request.user)) | Q(clue__in=area_clues_for(request.user))
    one = get_object_or_404(Evidence.objects.filter(reach).select_related("file", "clue", "case"), pk=pk)
    access.require(request.user, P.REVEAL_PERSONAL)
    owner = one.case or one.clue
    record_read(
        actor=request.user, subject=one, fields=["file"], case_id=one.case_id, county=owner.county_id, at=timezone.now()
    )
    response = HttpResponse(read(one.file), content_type=one.file.media_type)
    suffix = one.file.media_type.rsplit("/", 1)[-1]
    response["Content-Disposition"] = f'attachment; filename="{one.pk}.{suffix}"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
