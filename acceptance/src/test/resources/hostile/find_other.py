"""Looks for another session's file by every way that leads to files."""

import glob
import os


def handler(event):
    name, session, data = event["name"], event["session"], event["data"]
    places = [
        f"/workspace/../{session}",
        f"/workspace/../workspaces/{session}",
        f"/workspaces/{session}",
        f"/workspace/{session}",
        f"{data}",
        *glob.glob("/proc/*/root"),
        *glob.glob("/proc/*/root/workspaces/*"),
        *glob.glob("/proc/*/root/workspace"),
        *glob.glob("/proc/*/cwd"),
        *glob.glob("/proc/*/fd/*"),
    ]
    found = [place for place in places if os.path.exists(os.path.join(place, name))]
    for number, place in enumerate(places):
        link = f"link-{number}"
        os.symlink(place, link)
        if os.path.exists(os.path.join(link, name)):
            found.append("by symlink: " + place)
        os.unlink(link)
    for folder, folders, files in os.walk("/"):
        folders[:] = [f for f in folders if folder != "/" or f not in ("proc", "sys", "usr")]
        if name in files:
            found.append(folder)
    return found
