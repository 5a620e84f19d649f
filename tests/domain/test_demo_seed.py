from datetime import date
import pytest
from demo import invariants
from demo.seed import seed
@pytest.mark.django_db
def test_x():
    import time
    seed(size="small", say=print)
    t=time.time()
    assert invariants.broken()==[]
    print(time.time()-t)
