"""Reads the feed with a client of OData: its tables from the metadata, records page by page, and those of one state."""

import json
import sys

import requests
from odata import ODataService

root, name, password = sys.argv[1:]
session = requests.Session()
# As bytes: letters beyond Latin 1 are sent in UTF-8.
session.auth = (name.encode(), password.encode())
service = ODataService(root, session=session, reflect_entities=True)
records = service.entities["Records"]
every = list(service.query(records))
waiting = list(service.query(records).filter(records.status == "Chờ ảnh"))
print(
    json.dumps(
        {
            "tables": sorted(service.entities),
            "records": [row.record for row in every],
            "subjects": [row.subject for row in every],
            "days": [str(row.inspected_on) for row in every],
            "waiting": [row.record for row in waiting],
        }
    )
)
