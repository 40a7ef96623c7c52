"""Write `cassettes/demo` anew: `make record`."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from auditor.audit import Request, audit
from auditor.commands._recording import kept
from auditor.live.personal import without_personal
from auditor.settings import Settings
from auditor.tables import Tables
from auditor.tape import Recorder
from auditor.wire import Query, Reply
from tests.sample_account.account import ACCOUNT, ENDPOINT, REFUSED
from tests.sample_account.domains import ASKED, DNS, HOLDINGS, NO_SUCH_NAME, OWNER, RDAP, SITES, WHOIS
from tests.servers.aliyun_answers import as_json
from tests.servers.ecs_answers import Asked, describe

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
REMARK = """\
# Made for `icp-auditor demo` from the documented shapes of the answers, by tests/sample_account. No such conversation took
# place: the account, its instances, the domains and their holders are made up, the addresses are those for documentation.
"""
FORBIDDEN = (
    '{"RequestId":"00000000-0000-0000-0000-000000000000","HostId":"ecs.cn-shenzhen.aliyuncs.com","Code":"Forbidden.RAM",'
    '"Message":"User not authorized to operate on the specified resource, or this API does not support RAM."}'
)


class SampleWire:
    """Answers as the sample account's servers would."""

    def ask(self, query: Query) -> Reply:
        match query.protocol:
            case "ecs":
                return self._ecs(query)
            case "aliyun":
                status, text = as_json(Asked(query.question, "", dict(query.parameters), ""), HOLDINGS)
                return Reply(status, without_personal(text), NOW)
            case "whois":
                return Reply(200, WHOIS[query.question], NOW)
            case "rdap":
                return Reply(200, RDAP[query.question.removeprefix("domain/")], NOW)
            case _:
                name = query.question.partition(" ")[0]
                head = "rcode NXDOMAIN" if name in NO_SUCH_NAME else "rcode NOERROR"
                return Reply(200, "".join(f"{line}\n" for line in (head, *DNS.get(query.question, ()))), NOW)

    def _ecs(self, query: Query) -> Reply:
        parameters = dict(query.parameters)
        region = parameters.get("RegionId", "")
        if region == REFUSED:
            return Reply(403, FORBIDDEN, NOW)
        answer = describe(Asked(query.question, region, parameters, ""), ACCOUNT, ENDPOINT)
        return Reply(answer.status, answer.body.decode(), NOW)


def write(folder: Path) -> None:
    """The sample account's conversations, as the pipeline holds them, into `folder`."""
    settings = replace(Settings(), owner=OWNER, domain_service=True, check_filed=True, origins={"owner": "--owner"})
    request = Request(domains=ASKED, sites=SITES)
    about = {"started_at": NOW.isoformat(), "request": kept(request, settings)}
    with Recorder(SampleWire(), folder, about) as recorder:
        for _ in audit(request, recorder, settings, Tables(), lambda: NOW).subjects:
            pass
    for cassette in folder.glob("*.yaml"):
        _, _, interactions = cassette.read_text(encoding="utf-8").partition("\n")
        cassette.write_text(REMARK + interactions, encoding="utf-8")


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "cassettes/demo")
    shutil.rmtree(target, ignore_errors=True)
    write(target)
