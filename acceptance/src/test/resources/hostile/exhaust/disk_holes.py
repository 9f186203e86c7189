"""Makes files that look like a hundred times what the workspace may hold, and are empty."""



def handler(event):
    for number in range(200):
        with open(f"hole-{number}", "wb") as file:
            file.truncate(512 << 20)
    try:
        with open("enormous", "wb") as file:
            file.truncate(8 << 30)
        return ["a file of 8 GiB"]
    except OSError:
        return []
