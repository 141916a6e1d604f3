from tests.faults.test_limits import open_at_most
def test_it(stage):
    for f in range(4,30,1):
        one = stage(f"s{f}")
        e = one.publish(lambda: open_at_most(f), warm=False)
        print(f, e.code, e.err[-400:].replace("\n"," | "))
        if e.code==0: break
