"""Photos of a report that is still being written: kept as files at once, so that no later step has to carry them."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from common.errors import Refusal
from common.files.models import PrivateFile
from common.files.services import discard, store
from needs.models import Evidence
from needs.models.evidence import EvidenceKind
from needs.services.clues import MOST_PHOTOS
from organisations.models import User


def kept(ids: list[str], user: User) -> list[PrivateFile]:
    """One's own photos that no report has taken yet."""
    taken = Evidence.objects.filter(file=OuterRef("pk"))
    mine = PrivateFile.objects.filter(pk__in=ids, uploaded_by_id=user.pk, kind=EvidenceKind.PHOTO)
    return list(mine.filter(~Exists(taken)).order_by("at", "pk")) if ids else []


def keep(uploads: list[UploadedFile], so_far: list[str], user: User, at: datetime) -> tuple[list[str], list[str]]:
    """Ids of all photos now, and a sentence for each that could not be kept."""
    ids = list(so_far)
    problems: list[str] = []
    for upload in uploads:
        if len(ids) >= MOST_PHOTOS:
            return ids, [*problems, _("照片最多 3 张，多出的没有加上。")]
        try:
            ids.append(str(_photo(upload, user, at).pk))
        except Refusal as refusal:
            problems.append(_("“%(name)s”没有加上：%(why)s不加它也可以继续。") % {"name": upload.name, "why": refusal})
    return ids, problems


def _photo(upload: UploadedFile, user: User, at: datetime) -> PrivateFile:
    file = store(upload, EvidenceKind.PHOTO, user, at)
    if not file.media_type.startswith("image/"):
        discard(file)
        raise Refusal(_("这不是照片。"))
    return file


def remove(id_: str, so_far: list[str], user: User) -> list[str]:
    for file in kept([id_] if id_ in so_far else [], user):
        discard(file)
    return [one for one in so_far if one != id_]
