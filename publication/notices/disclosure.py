from privacy.subjects import About, about
from publication.notices.models import NoticeObjection


@about("notices.NoticeObjection")
def of_objection(objection: NoticeObjection) -> About:
    county = objection.notice.county_id
    return About(region=county, county=county)
