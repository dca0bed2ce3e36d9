"""Prints YAML as JSON, read as PyYAML reads it, but numbers as they are written, and tells what people
may not expect of YAML 1.1. The text is the only argument."""
import json
import re
import sys

try:
    import yaml
except ImportError:
    sys.exit(3)

NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$")
JSON_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$")
notes = []


def note(node, text):
    notes.append("line %d: %s" % (node.start_mark.line + 1, text))


def scalar(node):
    value, text = loader.construct_object(node), node.value
    if isinstance(value, bool):
        if text.lower() not in ("true", "false"):
            note(node, "%s is %s in YAML 1.1: quote it for the text" % (text, str(value).lower()))
        return json.dumps(value)
    if isinstance(value, (int, float)):
        if isinstance(value, int) and re.match(r"[-+]?0\d|.*:", text):
            note(node, "%s is the number %d in YAML 1.1: quote it for the text" % (text, value))
        return text if JSON_NUMBER.match(text) else json.dumps(value)
    if isinstance(value, str) and node.style is None and NUMBER.match(text):
        note(node, "%s is a text in YAML 1.1: a number has a point and a sign, 1.0e-4" % text)
    return json.dumps(value if value is None else str(value))


def write(node):
    if isinstance(node, yaml.ScalarNode):
        return scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return "[" + ", ".join(map(write, node.value)) + "]"
    loader.flatten_mapping(node)
    members = {}
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else str(loader.construct_object(key))
        if key.tag == "tag:yaml.org,2002:bool":
            note(key, "the key %s is a boolean in YAML 1.1: quote it" % name)
        if name in members:
            note(key, "the key %s is here twice: the last counts" % name)
        members[name] = write(value)
    return "{" + ", ".join("%s: %s" % (json.dumps(k), v) for k, v in members.items()) + "}"


try:
    loader = yaml.SafeLoader(sys.argv[1])
    root = loader.get_single_node()
    value = write(root) if root is not None else "null"
except (yaml.YAMLError, ValueError, RecursionError) as error:
    print(json.dumps({"error": " ".join(str(error).split())}))
else:
    print('{"value": %s, "notes": %s}' % (value, json.dumps(notes)))
