"""Arguments and options that several commands take, each with the same name, reading and words of help."""

from typing import Annotated, Any

import typer

Scenario = Annotated[str, typer.Argument(help="Name of a scenario, or path of a scenario file.")]
Days = Annotated[str | None, typer.Option(metavar="N", help="Last day of the trial [of the scenario].")]
Arms = Annotated[str | None, typer.Option(help="Arms, separated by commas [the usual ones of the scenario].")]
TreatedArm = Annotated[str | None, typer.Option(metavar="NAME", help="Arm [the first that is given something].")]
Endpoint = Annotated[str | None, typer.Option(metavar="NAME", help="End-point [the primary one].")]
Seed = Annotated[str, typer.Option(metavar="N", help="Seed of the study.")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="GROUP.NAME=VALUE", help="Change a parameter; repeatable.")
]
TargetFolders = Annotated[
    list[str] | None,
    typer.Option("--targets", metavar="FOLDER", help="Folder of target files beside the packaged ones; repeatable."),
]

Workers = Annotated[
    str, typer.Option(metavar="N", help="Processes at a time, or auto; with 1 all is done in this one.")
]
Engine = Annotated[str, typer.Option(metavar="KIND", help="Where runs are lived: local, or dask.")]
Scheduler = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Dask scheduler, such as tcp://node1:8786.")]

Quick = Annotated[bool, typer.Option("--quick", help="Coarse agents.")]
Told = Annotated[bool, typer.Option("--told", help="Tell from the runs that are there, and live none.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show neither progress nor table.")]
NoProgress = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
Json = Annotated[bool, typer.Option("--json", help="Write one JSON object in place of progress and words.")]


def folder(usual: str) -> Any:
    """Make the option that names the output folder.

    Args:
        usual: The folder where none is named, as the help shows it.

    Returns:
        What Typer reads behind the type of a parameter.
    """
    return typer.Option(metavar="FOLDER", help=f"Output folder [{usual}].")
