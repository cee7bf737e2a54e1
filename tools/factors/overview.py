def write(root, rows, regions, out, fail):
    pass
