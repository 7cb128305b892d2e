"""The workspace: a folder with `sources.yaml` and `data/`. Finding it, making it, and holding it for oneself."""

from curate.workspace.files import picture, template
from curate.workspace.making import Answers, create, create_from, refuse_existing
from curate.workspace.place import CONFIG, Workspace, find

__all__ = ["CONFIG", "Answers", "Workspace", "create", "create_from", "find", "picture", "refuse_existing", "template"]
