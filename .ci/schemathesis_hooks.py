"""What Schemathesis must not ask, and which good requests may be refused."""

import re

import schemathesis
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.openapi.checks import RejectedPositiveData
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

# What OpenAPI 3.0 has no words for: rules about names of a map, about two fields at once, about
# what is there already, about sizes in words, about characters that Unicode keeps for pairs.
TOLD = [
    re.compile(pattern)
    for pattern in (
        r"^template \S+ is in use: ",
        r"^Field 'isolation' must be one of \[full, shared_proc\]: ",
        r"^Field 'language': the template of this session has ",
        r"^Field 'data' is required unless 'end' is true$",
        r"^Field 'agent_id': ",
        r"^Field 'security_context\.network_enabled': runs have no network here$",
        r"^Field 'pool' must have 0 <= min <= target <= max <= ",
        r"^Field 'preload' is for templates with the language 'python'$",
        r"^Field 'languages' names a language twice$",
        r"^Field '[a-z_.]+': a name must match ",
        r"^Field 'metadata': names have 1 to 256 characters, values at most 256$",
        r"^(Field|Parameter) '.+' must not contain NUL characters$",
        r"^(Field|Parameter) '.+' contains half of a surrogate pair$",
        r"^Field 'working_directory' is a path ",
        r"^Field 'path' is not a path: ",
        r"^Field 'path' is required$",
        r"^the file is not a ZIP archive\b",
        r"^Field 'dependencies\[\d+\]\.(name|version|language)': ",
        r"^Field 'pre_installed_packages': a package ",
        r"^Field '[a-z_]+\.(memory|disk)' must be a size between ",
        r"^Field '[a-z_]+\.cpu' must be a decimal number between ",
        r"^Parameter 'since' must be a time like ",
        r"^Field 'name' must not be blank$",
        r"^Field '[a-z_]+' has more than ",
        r"^Last-Event-ID: '[0-9.]+' is the id of an event that is to come$",
        r"^If-Match and If-None-Match are for one file, not an archive$",
    )
]


# Names of packages, which are nobody's business.
INSIDE = re.compile(r"dev\.cloche\.|\b(java|jakarta|com|org|io)\.[a-z]+\.[a-zA-Z.]+")


@schemathesis.hook
def before_call(context, case, kwargs):
    """Leaves `follow=true` out: the log of a container that lives ends only with that."""
    if case.path.endswith("/logs") and case.query:
        if str(case.query.get("follow")).lower() == "true":
            case.query = {name: value for name, value in case.query.items() if name != "follow"}


@schemathesis.check
def good_requests_are_accepted(ctx, response, case):
    """Like `positive_data_acceptance`, but for refusals by a rule that the description cannot say."""
    try:
        return positive_data_acceptance(ctx, response, case)
    except RejectedPositiveData:
        # A precondition, a size and a range are about what is there.
        if response.status_code in (412, 413, 416):
            return None
        if response.status_code in (400, 422):
            detail = response.json()["error_detail"]
            if any(rule.search(detail) for rule in TOLD):
                return None
        raise


@schemathesis.check
def bad_requests_are_refused(ctx, response, case):
    """Like `negative_data_rejection`, but empty parameters and headers are none, of whatever type."""
    try:
        return negative_data_rejection(ctx, response, case)
    except AcceptedNegativeData:
        sent = [*(case.query or {}).values(), *(case.headers or {}).values()]
        if any(value in ("", None, [], [""]) for value in sent):
            return None
        raise


@schemathesis.check
def errors_tell_nothing_of_the_inside(ctx, response, case):
    """No name of a class leaves, whatever went wrong."""
    if response.status_code >= 400:
        found = INSIDE.search(response.text)
        assert not found, f"tells of {found.group()}"
