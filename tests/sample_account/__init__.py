"""The sample account behind `icp-auditor demo`: made up, in the documented shapes, so that every rule has something to say."""
