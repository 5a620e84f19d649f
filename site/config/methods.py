"""Which HTTP methods our pages know: a browser's own three. Anything else is refused before anybody asks who it is."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

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
        return self.get_response(request)
