"""What a case is answered by its publication, inside the case's own transaction."""

from needs import hooks
from publication.services.coverage import project_coverage
from publication.services.taking_down import take_down

hooks.coverage_changed.register(project_coverage)
hooks.publication_ends.register(take_down)
