"""Subjects of the rows below this one, which know nothing of disclosure."""

from typing import Any

from privacy.subjects import About, about, relation


@about("files.PrivateFile")
def of_file(file: Any) -> About:
    return About()


@relation("files.PrivateFile", "uploader")
def uploaded(file: Any, viewer: Any) -> bool:
    return viewer is not None and file.uploaded_by_id == viewer.pk


@about("organisations.Organisation")
def of_organisation(organisation: Any) -> About:
    return About(organisations=frozenset({organisation.pk}), organisation_id=organisation.pk)
