"""Record and replay, behind the same door as `live`: conversations in vcrpy's cassettes, without its patching.

A recording is a folder:

==========================  ==========================================================================================
``run.json``                the run: format, tool, started_at, request
``ecs-ACCOUNT.yaml``        one cassette for each account; it replays under ordinary vcrpy against the real SDK, too
``aliyun-ACCOUNT.yaml``     the same of Alibaba Cloud's other APIs (Domain service, filings)
``rdap.yaml``, ``whois.yaml``, ``dns.yaml``  one cassette each for the registries and name servers
==========================  ==========================================================================================

A cassette that would grow too large is continued in ``NAME_0002.yaml``, and so on. `auditor.tape.cassette` shows one.
"""

from auditor.tape.player import Player
from auditor.tape.recorder import Recorder

__all__ = ["Player", "Recorder"]
