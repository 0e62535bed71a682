"""What each function may do in AWS: exactly what the adapters' calls need, no more and no less.

The calls are read from the adapters' syntax trees, from the methods each function uses down to the client's own.
"""

import ast
import json

import boto3
import pytest
from tests.support.imports import PACKAGE, ROOT, tree_of
from tests.support.reached import Place, asked_of_ports, views_called_by

from schalter.adapters.s3 import PUBLIC_PREFIX
from schalter.cases.store import Store
from schalter.cases.uploads import Uploads
from schalter.notices.mailer import Mailer
from schalter.receipts.archive import Archive
from schalter.receipts.keys import WITHDRAWN
from schalter.receipts.log.publish import FOLDER
from schalter.receipts.signer import Signer

#: Function: adapter: the port's methods it calls.
USED = {
    "api": {"dynamodb": {"get", "listed", "commit"}, "s3": {"get"}, "s3_uploads": {"put", "find"}, "sqs": {"__call__"}},
    "worker": {
        "dynamodb": {"get", "commit", "due", "claim", "finish", "listed"},
        "s3": {"get", "put_once", "published", "publish", "exchange", "names", "delete"},
        "s3_uploads": {"read", "forget"},
        "kms": {"key_id", "certificate", "sign"},
        "ses": {"send", "forget"},
    },
}
#: Which port an adapter stands behind, by the name that the code gives its values.
PORTS = {
    "dynamodb": ("store", Store),
    "s3": ("archive", Archive),
    "s3_uploads": ("uploads", Uploads),
    "kms": ("signer", Signer),
    "ses": ("mailer", Mailer),
    "sqs": ("wake", None),
}
#: Where each function begins.
DOORS = {
    "api": views_called_by("app.py", "chalicelib/desk_routes.py"),
    "worker": [Place("wiring", "World.drain")],
}
SERVICES = {"dynamodb": "dynamodb", "s3": "s3", "s3_uploads": "s3", "kms": "kms", "ses": "sesv2", "sqs": "sqs"}
#: An operation whose actions have other names (docs.aws.amazon.com, Service Authorization Reference).
TRANSACTION = "dynamodb:TransactWriteItems"
#: GetObject says that nothing is there only to who may list; else it says 403.
TOLD_WITH = {"s3:GetObject": {"s3:GetObject", "s3:ListBucket"}}
#: HEAD is a GET without its bytes, and has no action of its own.
SAME_AS = {
    "s3:HeadObject": "s3:GetObject",
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:ListObjectVersions": "s3:ListBucketVersions",
}
#: Not from our calls: what the Lambda service does for a function in its name.
LAMBDAS_OWN = {"logs:CreateLogStream", "logs:PutLogEvents"}


def _calls(adapter, methods):
    """Return the actions that ``methods`` of an adapter ask for, through every function of that module they call."""
    client = boto3.client(SERVICES[adapter], region_name="eu-central-1")
    operations = client.meta.method_to_api_mapping
    tree = tree_of(PACKAGE / "adapters" / f"{adapter}.py")
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    # A name alone calls a function of the module; a variable may be called as a method is.
    by_name = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    todo, seen, actions = set(methods), set(), set()
    assert todo <= functions.keys()
    while todo:
        name = todo.pop()
        seen.add(name)
        # Whoever names a version when deleting asks for another action.
        versions = [
            node.func
            for node in ast.walk(functions[name])
            if isinstance(node, ast.Call) and any(keyword.arg == "VersionId" for keyword in node.keywords)
        ]
        for node in ast.walk(functions[name]):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self._client":
                action = f"{adapter.partition('_')[0]}:{operations[node.attr]}"
                actions.add(f"{action}Version" if node in versions else SAME_AS.get(action, action))
            called = node.id if isinstance(node, ast.Name) and node.id in by_name else None
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self":
                called = node.attr
            if called in functions and called not in seen:
                todo.add(called)
    if TRANSACTION in actions:
        actions.remove(TRANSACTION)
        actions |= {f"dynamodb:{kind}Item" for kind in _transaction_kinds(tree)}
    return set().union(*(TOLD_WITH.get(action, {action}) for action in actions))


def _transaction_kinds(tree):
    """Return what the module's transactions hold: keys of dictionaries such as `{"Put": {...}}`."""
    keys = [key for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys if isinstance(key, ast.Constant)]
    kinds = {key.value for key in keys} & {"Put", "Update", "Delete", "ConditionCheck"}
    assert kinds
    return kinds


def _policy(role):
    return json.loads((ROOT / "functions" / ".chalice" / f"policy-{role}.json").read_bytes())


def _actions(policy):
    """Return every action granted."""
    found = [statement["Action"] for statement in policy["Statement"]]
    return {action for actions in found for action in (actions if isinstance(actions, list) else [actions])}


@pytest.mark.parametrize("role", sorted(USED))
def test_functions_use_what_is_named(role):
    """The methods above are those that everything behind the routes, the desk's too, or behind the worker calls."""
    asked = asked_of_ports(DOORS[role])
    found = {}
    for adapter, (port, protocol) in PORTS.items():
        methods = {"__call__"} if protocol is None else {name for name in vars(protocol) if not name.startswith("_")}
        if here := asked.get(port, set()) & methods:
            found[adapter] = here
    assert found == USED[role]


@pytest.mark.parametrize("role", sorted(USED))
def test_grants_are_what_the_adapters_ask_for(role):
    """Required and granted are the same set."""
    required = set().union(*(_calls(adapter, methods) for adapter, methods in USED[role].items()))
    assert _actions(_policy(role)) - LAMBDAS_OWN == required


@pytest.mark.parametrize("role", sorted(USED))
def test_grant_names_its_resource(role):
    """No grant is for everything: no wildcard action, and every resource is the stack's, its logs or its sender."""
    for statement in _policy(role)["Statement"]:
        assert statement["Effect"] == "Allow"
        assert "*" not in json.dumps(statement["Action"])
        resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        for resource in resources:
            assert set(resource) <= {"Fn::GetAtt", "Fn::Sub"}, statement["Sid"]
    senders = [statement for statement in _policy(role)["Statement"] if statement["Action"] == "ses:SendEmail"]
    assert all(statement["Condition"] == {"StringEquals": {"ses:FromAddress": {"Ref": "MailFrom"}}} for statement in senders)


def test_api_can_neither_seal_nor_write_documents():
    """Who breaks into the API can forge no receipt."""
    granted = _actions(_policy("api"))
    assert not {action for action in granted if action.startswith(("kms:", "ses:"))}
    (writes,) = (statement for statement in _policy("api")["Statement"] if "s3:PutObject" in statement["Action"])
    assert writes["Resource"] == {"Fn::Sub": "${UploadBucket.Arn}/*"}


def test_worker_may_write_what_it_publishes():
    """Of the public files the worker writes the log and the list of withdrawn receipts, never a key or a certificate."""
    arn = "${PublicBucket.Arn}/" + PUBLIC_PREFIX
    granted = [statement["Resource"] for statement in _policy("worker")["Statement"] if statement["Action"] == "s3:PutObject"]
    assert granted == [[{"Fn::Sub": f"{arn}{FOLDER}*"}, {"Fn::Sub": f"{arn}{WITHDRAWN}"}]]


def test_policies_reach_the_template(package):
    """Each function's role in the template holds the policy of its kind, and only the worker that polls may poll."""
    resources = package.template["Resources"]
    for function, role in (("APIHandler", "api"), ("WakeWorker", "worker"), ("DrainOutbox", "worker")):
        (name, _) = resources[function]["Properties"]["Role"]["Fn::GetAtt"]
        (policy,) = resources[name]["Properties"]["Policies"]
        assert policy["PolicyDocument"]["Statement"] == _policy(role)["Statement"], function
    polls = resources["WakeWorkerPolls"]["Properties"]
    assert polls["Roles"] == [{"Ref": resources["WakeWorker"]["Properties"]["Role"]["Fn::GetAtt"][0]}]
    assert "WakeWorkerPolls" in resources["WakeWorker"]["DependsOn"]
