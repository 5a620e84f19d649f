"""Requests that no page of ours knows: other methods than a browser's own three, and null bytes. Refused before anybody
asks who it is."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed
from django.template.loader import render_to_string

PAGE_METHODS = ("GET", "HEAD", "POST")
EDITING_ROOMS = "/cms/"  # Wagtail's screens send PATCH and DELETE from their scripts


class PageMethodsMiddleware:
    """405 for PUT, PATCH, DELETE and whatever else a view that only tells GET from POST would take for reading.

    It stands before the session, so such a request costs no query and learns nothing of who is signed in.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in PAGE_METHODS and not request.path_info.startswith(EDITING_ROOMS):
            return HttpResponseNotAllowed(PAGE_METHODS)
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not response.content:
            # the address of a form's answer, opened again: a person needs a way on, not an empty page
            response.content = render_to_string("405.html", request=request)
        return response


class NullByteMiddleware:
    """400 for an address or a form with a null byte: no person types one, and no text column takes it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.path_info + request.META.get("QUERY_STRING", "")
        if "\x00" in asked or "%00" in asked:
            return HttpResponseBadRequest("400", content_type="text/plain")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        if request.method == "POST" and any("\x00" in one for key in request.POST for one in request.POST.getlist(key)):
            return HttpResponseBadRequest("400", content_type="text/plain")
        return None
