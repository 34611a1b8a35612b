"""The words of the gallery."""

from __future__ import annotations

from collections.abc import Sequence

from facestyle.faces.gallery.people import Person
from facestyle.ui import languages
from facestyle.ui.shared.words import counted, people

OPENING = "Opening the gallery …"
NOBODY = "Nobody yet. Enrol somebody from one photograph."
FILES = "Enrol: one or more pictures of each person"
ASIDE = "Kept aside until you decide"
ACCEPT, LEAVE_OUT = "Enrol it all the same", "Leave it out"
WHO_IS_THIS, NAME_OF = "Who is this?", "Name of the person in {photo}"
NAME = "Name"
NAME_PLACEHOLDER = "empty: from the file names"
ENROL = "Enrol"
#: Of a card's menu.
MENU = "{person}: rename, merge, remove"
PERSON = "Person"
NEW_NAME, RENAME = "New name", "Rename"
INTO, MERGE = "Is the same as", "Merge"
NUMBER, REMOVE_PICTURE = "Picture #", "Remove picture #{number}"
REMOVE, UNDO, CLEAR = "Remove person", "Undo", "Clear all"
CLEAR_QUESTION = "Forget {people}? Undo brings them back until you clear again."
NOT_CLEAR = "Keep them"
ASIDE_KEY = "What is kept aside"
KEEP = "Keep a small picture of each face enrolled from now on"
KEEP_INFO = "For this visit only. Otherwise nothing but encodings is kept."
FILE = "Keep, export and import"
KEEP_HERE = "Keep my gallery in this browser"
KEEP_HERE_INFO = (
    "For the next visit: names and encodings, no pictures, encrypted so that only this server can read them. They lie "
    "in this browser only."
)
FORGET_HERE = "Forget what this browser keeps"
#: Where a gallery has changed and would be lost.
UNSAVED = "Your gallery has changed, and lasts for this visit only: export it, or keep it in this browser, below."
KEPT_HERE = "Kept in this browser"
EXPORT, EXPORTED = "Export", "Your gallery"
IMPORT = "Import: an exported gallery"

NO_PHOTOGRAPH = "No photograph was given; choose one or more picture files to enrol."
TOO_MANY = "{files} files are more than {most} at once; enrol them in parts."
POOR = "{filename}: the face is {flaws}; answers are surer with a better picture."
#: A picture that is enrolled, in the sentences about others.
HELD = "picture #{number} in the gallery"
NOTHING_CHOSEN = "Nothing is chosen of what is kept aside; enrol a picture first."
NOT_ASIDE = "No picture with the key {key} is kept aside; choose one from the list."
ENROLLED_ON = "enrolled {day}"
RENAMED = "{person} is {new_name}."
MERGED = "{person} and {into} are one person: {into}. Undo parts them again."
REMOVED = "{person} is forgotten. Undo brings them back."
PICTURE_REMOVED = "Picture #{number} of {person} is forgotten. Undo brings it back."
CLEARED, CLEARED_FOR_GOOD = "{people} forgotten. Undo brings them back.", "Nobody is kept, and nothing to undo."
LEFT_OUT = "{photo} is left out."
NO_NUMBER = "No picture was chosen; give its number, as in the gallery."
NOBODY_TO_EXPORT = "The gallery is empty; there is nobody to export."
NO_FILE = "No gallery file was given; choose an exported one."
HOLDS = "{people}: encodings and names, which are biometric data."
ADDED = "{people} added or given more pictures."
WELCOME = "Welcome back. This browser has kept your gallery: {people}."
KEEPS = "{people} kept in this browser from now on, with every change, until you forget them."
FORGOTTEN = "This browser keeps nothing of a gallery. The people of this visit stay until it ends."
BROWSER_GALLERY = "The gallery that this browser has kept"
NOT_READABLE = (
    "The gallery that this browser has kept can't be read: it was changed, or made under another key. Forget it, "
    "below, and enrol again or import a file."
)
TOO_LARGE_FOR_BROWSER = (
    "The gallery is too large for a browser to keep: {size:.1f} MB of at most {most:.0f} MB. Export it as a file."
)
NO_KEY = "The server can't write the key that galleries in browsers need; export the gallery as a file."
NO_ROOM = "This browser has no room for the gallery, or keeps nothing; export it as a file."
NOTHING_TO_UNDO = "Nothing to undo."


def enrolled(added: int, files: int, before: int, aside: int, asked: int = 0) -> str:
    """The result of an enrolment."""
    if asked == files:
        return (
            "The file name does not say who this is: type a name."
            if files == 1
            else f"{asked} file names do not say who is shown: type the names."
        )
    parts = [f"{added} of {files} pictures enrolled." if files > 1 or not added else "Enrolled."]
    if before:
        parts.append(f"{before} {'was' if before == 1 else 'were'} enrolled before.")
    if aside:
        parts.append(f"{aside} {'is' if aside == 1 else 'are'} kept aside.")
    if asked:
        parts.append(
            f"{counted(asked, 'file name')} {'does' if asked == 1 else 'do'} not say who is shown: type a name."
        )
    return " ".join(parts)


def aside(filename: str, name: str, face: int, faces: int) -> str:
    """A face that is kept aside, with the name that it was given for, if any."""
    place = "" if faces < 2 else f", face {face} of {faces} from the left"
    return f"{filename}{place}{f' as {name}' if name else ''}"


def everybody(enrolled: int) -> str:
    """Everybody in the gallery."""
    return f"all {people(enrolled)}" if enrolled > 1 else "the one person enrolled"


def back(names: Sequence[str]) -> str:
    """Who is back after a removal was undone."""
    return f"{', '.join(names[:5])}{' and others' if len(names) > 5 else ''}: back again."


def person(one: Person) -> str:
    """The pictures of a person, and their quality."""
    numbers = ", ".join(f"#{each.number}" for each in one.enrolled[:8]) + (" …" if one.pictures > 8 else "")
    listed = f" ({numbers})" if one.pictures > 1 else ""
    return f"{counted(one.pictures, 'picture')}{listed}, quality {one.quality:.0%}"


def strip(enrolled: int, stored: int, encoded: int, hits: int, thumbnails: bool) -> str:
    """A line about what is kept."""
    kept = "encodings, and the small pictures you asked for, are" if thumbnails else "nothing but encodings is"
    return (
        f"{people(enrolled)} · {counted(stored, 'stored encoding')} · {counted(encoded, 'picture')} encoded · "
        f"{counted(hits, 'cache hit')} · {kept} kept"
    )


languages.translate(__name__)
