"""Who may include and link whom (docs/ARCHITECTURE.md, Layers; CONVENTIONS 1 and 3)."""
import re

# Asio, Beast and coroutines: the only folders that may compile them.
ASIO_FOLDERS = ("src/kernel/http/", "src/kernel/process/", "src/surfaces/proxy/")
# Heavy or leaky headers: never in a public header; in a .cpp only below the named folders (empty: any .cpp).
RESTRICTED = {
    "boost/asio": ASIO_FOLDERS,
    "boost/beast": ASIO_FOLDERS,
    "boost/": (),
    "sqlite3.h": ("src/kernel/db/",),
    "libpq-fe.h": ("src/kernel/db/", "src/modules/delivery/drivers/"),
    "mysql.h": ("src/modules/delivery/drivers/",),
    "hiredis/hiredis.h": ("src/modules/delivery/drivers/",),
    "libfyaml.h": ("src/kernel/yaml/",),
    "curl/curl.h": ("src/kernel/http/",),
    "git2.h": ("src/modules/forge/",),
    "iostream": ("src/app/", "src/surfaces/"),
}


def check(tree):
    for module in tree.modules.values():
        for dep in sorted(module.deps):
            if dep in tree.modules and tree.modules[dep].layer > module.layer:
                tree.complain(f"{module.folder}/CMakeLists.txt", 1,
                              f"{module.name} (layer {module.layer}) depends upwards on {dep} (layer {tree.modules[dep].layer})")
    for file in tree.files:
        if file.is_cpp:
            check_includes(tree, file)


def check_includes(tree, file):
    me = tree.owner(file)
    for n, line in file.lines():
        include = re.match(r'\s*#include ([<"])([^>"]+)[>"]', line)
        if not include:
            continue
        quote, target = include.groups()
        other = target.split("/")[0] if "/" in target else None
        if me and not file.is_test and other in tree.modules and other != me.name and other not in tree.reachable(me.name):
            tree.complain(file, n, f"{me.name} includes {other} without declaring it (declared: {', '.join(sorted(me.deps))})")
        if file.is_public_header and quote == '"' and other is None:
            tree.complain(file, n, "a public header must not include a private one")
        if target == "regex":
            tree.complain(file, n, "std::regex can be made to hang: use RE2")
        if file.is_test:
            continue
        for header, allowed in RESTRICTED.items():
            if target == header or (not header.endswith(".h") and header != "iostream" and target.startswith(header)):
                if file.is_public_header:
                    tree.complain(file, n, f"<{target}> is not allowed in a public header")
                elif allowed and not file.path.startswith(allowed):
                    tree.complain(file, n, f"<{target}> is not allowed here")
