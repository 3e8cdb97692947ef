"""Sends a file with tuspy, breaks off in the middle, and resumes with a new client that knows only the address.

python upload.py ENDPOINT TOKEN FILE SHA256
"""

import json
import sys

from tusclient.client import TusClient

CHUNK = 256 * 1024
endpoint, token, path, sha256 = sys.argv[1:]


def client():
    return TusClient(endpoint, headers={"Authorization": f"Bearer {token}"})


metadata = {"sha256": sha256, "filetype": "image/jpeg"}
first = client().uploader(path, chunk_size=CHUNK, metadata=metadata, upload_checksum=True)
first.upload(stop_at=4 * CHUNK)
second = client().uploader(path, url=first.url, chunk_size=CHUNK, metadata=metadata, retries=2)
assert second.offset == 4 * CHUNK, f"it stands at {second.offset}"
second.upload()
print(json.dumps({"url": second.url, "offset": 4 * CHUNK}))
