"""Reads the submissions of a form with pyodk, as its documentation shows: central.py CONFIG CACHE FORM SINCE.

CONFIG is pyodk's own (pyodk_config.toml), CACHE the file where it keeps its session, SINCE a moment. Prints as JSON
what it found; files by their SHA-256.
"""

import hashlib
import json
import sys

from pyodk.client import Client
from pyodk.errors import PyODKError


def named(content):
    return hashlib.sha256(content).hexdigest()


config, cache, form, since = sys.argv[1:]
with Client(config_path=config, cache_path=cache) as client:
    client.submissions.default_form_id = form
    submissions = client.submissions.list()
    table = client.submissions.get_table(form_id=form, count=True, expand="*")
    pages = [client.submissions.get_table(form_id=form, top=1, skip=at)["value"][0] for at in range(len(submissions))]
    recent = client.submissions.get_table(form_id=form, filter=f"__system/submissionDate ge {since}")
    attachments, xml = {}, {}
    for submission in submissions:
        # What scripts fetch that the library has no call for.
        path = f"projects/1/forms/{form}/submissions/{submission.instanceId}"
        xml[submission.instanceId] = named(client.get(f"{path}.xml").content)
        files = client.get(f"{path}/attachments").json()
        contents = {file["name"]: client.get(f"{path}/attachments/{file['name']}").content for file in files}
        attachments[submission.instanceId] = {name: named(content) for name, content in contents.items()}
    one = client.submissions.get(instance_id=submissions[0].instanceId)
    try:
        client.submissions.get(instance_id="uuid:none")
        wrong = None
    except PyODKError as error:
        wrong = error.args[1].status_code
    found = {
        "projects": [project.name for project in client.projects.list()],
        "project": client.projects.get().name,
        "forms": [each.xmlFormId for each in client.forms.list()],
        "version": client.forms.get(form_id=form).version,
        "form_xml": named(client.forms.get_xml(form_id=form).encode()),
        "submissions": [submission.instanceId for submission in submissions],
        "created": one.createdAt.isoformat(),
        "table": [row["__id"] for row in table["value"]],
        "count": table["@odata.count"],
        "system": table["value"][0]["__system"],
        "pages": [row["__id"] for row in pages],
        "since": [row["__id"] for row in recent["value"]],
        "attachments": attachments,
        "xml": xml,
        "comments": list(client.submissions.list_comments(instance_id=one.instanceId)),
        "wrong": wrong,
    }
print(json.dumps(found))
