"""Puts a town online in AWS, and back: `python infra/deploy.py deploy TOWN STAGE`, `… rollback TOWN STAGE`.

What is deployed (template, zips, site) goes to the code bucket first, under its SHA-256, and each deployment leaves a record of it
there (`releases.py`). So going back is deploying what an earlier record names; nothing is built anew. Data stay where they are:
tables, documents and keys are retained, and a release reads what the one before wrote.

1. Compile and check the town's forms, build its site, package the functions; nothing of it asks AWS.
2. Upload all of it.
3. Create or change the stack by a change set.
4. Certify the key that seals and publish the key set, where that is still to be done.
5. Publish the site, assets first, and let the distribution forget what it holds of it.
6. Write the record.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, WaiterError
from package import PackagingError, package, write_zip
from releases import forget_old, release_before, upload, write_down
from stage import NotDeployed, Stage, read_stage

from schalter import wiring
from schalter.cli import main as schalter
from schalter.forms.model import Catalog
from schalter.local.workshop import Workshop
from schalter.settings import from_environment

ROOT = Path(__file__).resolve().parent.parent
STAGES = ROOT / "infra" / "stages"
#: What a browser keeps for good: its name changes with its content.
FOREVER, A_MINUTE = "max-age=31536000, immutable", "max-age=60"
#: A change of the distribution takes CloudFront a quarter of an hour at times.
WAITING = {"Delay": int(os.environ.get("SCHALTER_DEPLOY_DELAY", "10")), "MaxAttempts": 360}

#: What the files of the site are, by their names.
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
}


def main(arguments: list[str] | None = None) -> int:
    """Deploy or go back; 1 with a sentence where that cannot be."""
    parser = argparse.ArgumentParser(description="Put a town online in AWS, or the deployment before.")
    parser.add_argument("what", choices=("deploy", "rollback"))
    parser.add_argument("town", help="whose file counts: infra/municipalities/TOWN.yml")
    parser.add_argument("stage", help="which one: infra/stages/TOWN-STAGE.yml")
    parser.add_argument("--stages", type=Path, default=STAGES, help="folder of the stages' files (default: infra/stages)")
    options = parser.parse_args(arguments)
    try:
        stage = read_stage(options.town, options.stage, options.stages)
        record = built(stage) if options.what == "deploy" else release_before(stage)
        bring(stage, record, at=datetime.now(UTC))
    except (NotDeployed, PackagingError) as error:
        print(f"deploy: {error}", file=sys.stderr)
        return 1
    except (BotoCoreError, ClientError, WaiterError) as error:
        print(f"deploy: AWS says: {error}", file=sys.stderr)
        return 1
    return 0


def built(stage: Stage) -> dict[str, str]:
    """Build everything for the town, upload it, and return its record.

    Raises:
        NotDeployed: the forms have faults, or in production facts that nobody has confirmed.
    """
    production = ["--production"] if stage.name == "production" else []
    if schalter(["--root", str(ROOT), "check", "--municipality", stage.town, *production]):
        raise NotDeployed("the forms are not fit to be deployed; what stands above says why")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        print("Building site and package …", flush=True)
        workshop = Workshop(ROOT, municipality=stage.town, apart=True)
        workshop.compile()
        workshop.build()
        functions = package_with(workshop, work)
        write_zip(workshop.site, work / "site.zip")
        record = {name: upload(stage, path) for name, path in (("site", work / "site.zip"), *functions.items())}
        template = json.loads((work / "package" / "template.json").read_text(encoding="utf-8"))
        for name, resource in template["Resources"].items():
            if resource["Type"] == "AWS::Serverless::Function":
                zipped = record["api" if name == "APIHandler" else "worker"]
                resource["Properties"]["CodeUri"] = {"Bucket": stage.code_bucket, "Key": zipped}
        (work / "template.json").write_text(json.dumps(template, sort_keys=True), encoding="utf-8")
        record["template"] = upload(stage, work / "template.json")
    return record


def package_with(workshop: Workshop, work: Path) -> dict[str, Path]:
    """Package the functions with the town's catalogue and return both zips."""
    functions = work / "functions"
    shutil.copytree(ROOT / "functions", functions, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(workshop.catalog_file, functions / "chalicelib" / "catalog.json")
    package(functions, work / "package")
    return {name: work / "package" / f"{name}.zip" for name in ("api", "worker")}


def bring(stage: Stage, record: dict[str, str], *, at: datetime) -> None:
    """Bring online what the record names, and write down that it was at ``at``."""
    change_stack(stage, record["template"])
    outputs = outputs_of(stage)
    certify(stage, record["api"], outputs)
    publish_site(stage, record["site"], outputs)
    write_down(stage, record, at)
    forget_old(stage)
    print(f"{stage.stack} is online; the host name must point at {outputs['DistributionDomain']}", flush=True)


def change_stack(stage: Stage, template: str) -> None:
    """Create or change the stack and wait until that is done.

    Raises:
        NotDeployed: CloudFormation refuses the change, or takes it back.
    """
    cloudformation = stage.client("cloudformation")
    kind = "UPDATE" if _exists(cloudformation, stage.stack) else "CREATE"
    name = f"deploy-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    print(f"{'Changing' if kind == 'UPDATE' else 'Creating'} the stack {stage.stack} …", flush=True)
    cloudformation.create_change_set(
        StackName=stage.stack,
        ChangeSetName=name,
        ChangeSetType=kind,
        TemplateURL=f"{stage.client('s3').meta.endpoint_url}/{stage.code_bucket}/{template}",
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in stage.parameters.items()],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        Tags=[{"Key": "schalter:town", "Value": stage.town}],
    )
    try:
        cloudformation.get_waiter("change_set_create_complete").wait(
            StackName=stage.stack, ChangeSetName=name, WaiterConfig=WAITING
        )
    except WaiterError:
        told = cloudformation.describe_change_set(StackName=stage.stack, ChangeSetName=name).get("StatusReason", "")
        if "didn't contain changes" in told or "No updates" in told:
            cloudformation.delete_change_set(StackName=stage.stack, ChangeSetName=name)
            return
        raise NotDeployed(f"CloudFormation refuses the change: {told}") from None
    cloudformation.execute_change_set(StackName=stage.stack, ChangeSetName=name)
    waiter = "stack_update_complete" if kind == "UPDATE" else "stack_create_complete"
    try:
        cloudformation.get_waiter(waiter).wait(StackName=stage.stack, WaiterConfig=WAITING)
    except WaiterError:
        raise NotDeployed(f"CloudFormation took the change back: {_first_fault(cloudformation, stage.stack)}") from None


def outputs_of(stage: Stage) -> dict[str, str]:
    """Return the outputs of the stack, with the names of its table and document bucket."""
    cloudformation = stage.client("cloudformation")
    (stack,) = cloudformation.describe_stacks(StackName=stage.stack)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", ())}


def certify(stage: Stage, functions: str, outputs: dict[str, str]) -> None:
    """Certify the key that seals for the town that the zip ``functions`` is for, unless it is, and publish the key set.

    Raises:
        NotDeployed: the key or the bucket is out of reach; the command has said why.
    """
    names = {
        "SCHALTER_TABLE": "TableName",
        "SCHALTER_BUCKET": "DocumentBucketName",
        "SCHALTER_PUBLIC_BUCKET": "PublicBucketName",
        "SCHALTER_KMS_KEY": "SignKeyArn",
    }
    # The certificate bears the name of the town that is deployed, whatever was compiled here last.
    with _zip_in_bucket(stage, functions) as files:
        catalog = Catalog.from_compiled(json.loads(files.read("chalicelib/catalog.json")))
    known = {variable: outputs[output] for variable, output in names.items()}
    settings = from_environment({**known, "SCHALTER_TSA_URL": stage.parameters.get("TimeStampUrl", "")})
    before = dict(os.environ)
    os.environ["AWS_DEFAULT_REGION"] = stage.region
    wiring.use(wiring.World(settings, catalog))
    try:
        for command in ("certify", "keys"):
            if schalter([command]):
                raise NotDeployed(f"`schalter {command}` failed; the stack is there, and deploying again goes on")
    finally:
        wiring.use(None)
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _zip_in_bucket(stage: Stage, key: str) -> Iterator[zipfile.ZipFile]:
    with tempfile.TemporaryFile() as zipped:
        stage.client("s3").download_fileobj(stage.code_bucket, key, zipped)
        with zipfile.ZipFile(zipped) as files:
            yield files


def publish_site(stage: Stage, site: str, outputs: dict[str, str]) -> None:
    """Put the site's files into its bucket, assets first, delete pages that are gone, and empty the distribution's cache.

    Assets stay: a page that somebody opened before still finds its own.
    """
    bucket, name = stage.client("s3"), outputs["SiteBucketName"]
    with _zip_in_bucket(stage, site) as files:
        names = sorted(files.namelist(), key=lambda file: (not file.startswith("assets/"), file))
        for file in names:
            kept = FOREVER if file.startswith("assets/") else A_MINUTE
            bucket.put_object(Bucket=name, Key=file, Body=files.read(file), ContentType=_media_type(file), CacheControl=kept)
    pages = bucket.get_paginator("list_objects_v2").paginate(Bucket=name)
    there = [found["Key"] for page in pages for found in page.get("Contents", ())]
    for gone in (key for key in there if key not in names and not key.startswith("assets/")):
        bucket.delete_object(Bucket=name, Key=gone)
    stage.client("cloudfront").create_invalidation(
        DistributionId=outputs["DistributionId"],
        InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": datetime.now(UTC).isoformat()},
    )


def _exists(cloudformation: Any, stack: str) -> bool:
    try:
        (found,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    except ClientError:
        return False
    if found["StackStatus"] in ("ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS"):
        # A first creation that failed leaves an empty stack that takes no change.
        cloudformation.delete_stack(StackName=stack)
        cloudformation.get_waiter("stack_delete_complete").wait(StackName=stack, WaiterConfig=WAITING)
        return False
    return True


def _first_fault(cloudformation: Any, stack: str) -> str:
    events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
    faults = [event for event in events if event.get("ResourceStatus", "").endswith("_FAILED")]
    return f"{faults[-1]['LogicalResourceId']}: {faults[-1].get('ResourceStatusReason', '')}" if faults else "it does not say why"


def _media_type(name: str) -> str:
    return MEDIA_TYPES.get(Path(name).suffix, "application/octet-stream")


if __name__ == "__main__":
    sys.exit(main())
