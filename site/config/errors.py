"""Pages for what went wrong: styled, in both languages, with a way out; the last one needs no context at all."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Engine


def forbidden(request: HttpRequest, exception=None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    # without the request: a context processor may be what failed
    return HttpResponse(Engine.get_default().get_template("500.html").source, status=500)
