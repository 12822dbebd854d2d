"""The two families of errors that a person can see, and the sentence each one has.

A fault has a key; the key has, in each language, one sentence that says what happened and one that says what to do
next. Whoever shows a fault (window or command line) asks for `fault.sentence(language)` and `fault.advice(language)`.
"""

from __future__ import annotations


class Fault(Exception):
    """Anything a person is told about. `key` names an entry of SENTENCES; `fields` fill its blanks."""

    exit_status = 1

    def __init__(self, key: str, **fields: object):
        self.key, self.fields = key, fields
        super().__init__(self.text("en"))

    def sentence(self, language: str = "fr") -> str:
        """What happened, in one sentence."""
        return SENTENCES[self.key][language][0].format(**self.fields)

    def advice(self, language: str = "fr") -> str:
        """What to do next, in one sentence."""
        return SENTENCES[self.key][language][1].format(**self.fields)

    def text(self, language: str = "fr") -> str:
        return f"{self.sentence(language)} {self.advice(language)}"


class InputFault(Fault):
    """The input's or the machine's fault: a damaged file, no microphone, a full disk."""

    exit_status = 3


class OurFault(Fault):
    """A mistake in Laaj itself."""

    exit_status = 1


# key: {language: (what happened, what to do next)}
SENTENCES: dict[str, dict[str, tuple[str, str]]] = {
    "file-missing": {
        "fr": ("Il n'y a pas de fichier « {path} ».", "Vérifiez le nom et le dossier."),
        "en": ("There is no file “{path}”.", "Check its name and folder."),
    },
    "not-a-file": {
        "fr": ("« {path} » est un dossier, pas un fichier.", "Choisissez un fichier."),
        "en": ("“{path}” is a folder, not a file.", "Choose a file."),
    },
    "file-refused": {
        "fr": ("« {path} » ne s'ouvre pas ({why}).", "Vérifiez que vous avez le droit de lire ce fichier."),
        "en": ("“{path}” does not open ({why}).", "Check that you are allowed to read this file."),
    },
    "not-sound": {
        "fr": (
            "« {path} » n'est pas un enregistrement lisible.",
            "Choisissez un fichier wav, flac, ogg ou mp3 complet.",
        ),
        "en": ("“{path}” is not a readable recording.", "Choose a complete wav, flac, ogg or mp3 file."),
    },
    "recording-short": {
        "fr": ("L'enregistrement dure {seconds:.2f} s : c'est trop court.", "Parlez au moins {least:.1f} s."),
        "en": ("The recording lasts {seconds:.2f} s, which is too short.", "Speak for at least {least:.1f} s."),
    },
    "recording-long": {
        "fr": (
            "L'enregistrement dure {seconds:.0f} s : c'est trop long.",
            "Posez une question de {most:.0f} s au plus.",
        ),
        "en": ("The recording lasts {seconds:.0f} s, which is too long.", "Ask a question of at most {most:.0f} s."),
    },
    "sound-library-missing": {
        "fr": (
            "La bibliothèque de son PortAudio n'est pas installée.",
            "Installez le paquet libportaudio2, puis relancez Laaj.",
        ),
        "en": (
            "The sound library PortAudio is not installed.",
            "Install the package libportaudio2, then start Laaj again.",
        ),
    },
    "no-microphone": {
        "fr": (
            "Aucun microphone n'a été trouvé.",
            "Branchez un microphone et vérifiez qu'il est choisi dans les réglages du son.",
        ),
        "en": ("No microphone was found.", "Plug one in and check that the sound settings have it selected."),
    },
    "microphone-refused": {
        "fr": (
            "Le microphone ne s'ouvre pas : {why}.",
            "Fermez les autres programmes qui s'en servent, puis recommencez.",
        ),
        "en": ("The microphone does not open: {why}.", "Close other programs that use it, then try again."),
    },
    "microphone-absent": {
        "fr": (
            "Le microphone « {name} » n'est pas branché.",
            "Rebranchez-le ou choisissez-en un autre dans les réglages.",
        ),
        "en": ("The microphone “{name}” is not plugged in.", "Plug it in again, or choose another in the settings."),
    },
    "microphone-lost": {
        "fr": ("Le microphone s'est arrêté pendant l'écoute.", "Vérifiez qu'il est bien branché, puis recommencez."),
        "en": ("The microphone stopped while listening.", "Check that it is plugged in, then try again."),
    },
    "bundle-missing": {
        "fr": ("Il n'y a pas de modèle dans « {path} ».", "Réinstallez Laaj ou installez un modèle."),
        "en": ("There is no model in “{path}”.", "Install Laaj again, or install a model."),
    },
    "bundle-damaged": {
        "fr": (
            "Le fichier « {file} » du modèle est abîmé ({why}).",
            "Réinstallez Laaj ou installez de nouveau le modèle.",
        ),
        "en": ("The model file “{file}” is damaged ({why}).", "Install Laaj again, or install the model again."),
    },
    "bundle-newer": {
        "fr": (
            "Ce modèle est fait pour une version plus récente de Laaj (format {found}, connu : {known}).",
            "Mettez Laaj à jour.",
        ),
        "en": ("This model is made for a newer Laaj (format {found}, known: {known}).", "Update Laaj."),
    },
    "dim-unknown": {
        "fr": ("La dimension {dim} n'est pas possible avec ce modèle.", "Choisissez un nombre de {least} à {most}."),
        "en": ("Dimension {dim} is not possible with this model.", "Choose a number from {least} to {most}."),
    },
    "library-newer": {
        "fr": (
            "Cette bibliothèque vient d'une version plus récente de Laaj (schéma {found}, connu : {known}).",
            "Mettez Laaj à jour ; rien n'a été changé.",
        ),
        "en": (
            "This library comes from a newer Laaj (schema {found}, known: {known}).",
            "Update Laaj; nothing was changed.",
        ),
    },
    "library-damaged": {
        "fr": (
            "La bibliothèque « {path} » ne se lit pas ({why}).",
            "Remettez une copie de sauvegarde, ou renommez ce fichier pour recommencer avec la bibliothèque de départ.",
        ),
        "en": (
            "The library “{path}” cannot be read ({why}).",
            "Restore a backup, or rename this file to begin again with the starter library.",
        ),
    },
    "library-foreign": {
        "fr": (
            "Le fichier « {path} » n'est pas une bibliothèque de Laaj.",
            "Vérifiez le nom et le dossier ; rien n'a été changé.",
        ),
        "en": ("The file “{path}” is not a Laaj library.", "Check its name and folder; nothing was changed."),
    },
    "library-busy": {
        "fr": ("Un autre programme écrit dans la bibliothèque.", "Attendez qu'il ait fini, puis recommencez."),
        "en": ("Another program is writing to the library.", "Wait until it has finished, then try again."),
    },
    "document-unknown": {
        "fr": ("Il n'y a pas de document « {document} ».", "Regardez les noms avec « laaj library list »."),
        "en": ("There is no document “{document}”.", "See the names with “laaj library list”."),
    },
    "document-empty": {
        "fr": ("« {path} » ne contient aucun texte.", "Choisissez un fichier qui contient du texte."),
        "en": ("“{path}” holds no text.", "Choose a file with text in it."),
    },
    "document-not-text": {
        "fr": ("« {path} » n'est pas un texte lisible.", "Enregistrez-le comme texte (.txt ou .md) en UTF-8."),
        "en": ("“{path}” is not readable text.", "Save it as text (.txt or .md) in UTF-8."),
    },
    "document-large": {
        "fr": (
            "« {path} » est trop grand ({size_mb:.0f} Mo, au plus {most_mb:.0f}).",
            "Partagez-le en plusieurs documents.",
        ),
        "en": ("“{path}” is too large ({size_mb:.0f} MB, at most {most_mb:.0f}).", "Split it into several documents."),
    },
    "document-format": {
        "fr": ("Laaj ne sait pas encore lire les fichiers « {suffix} ».", "Enregistrez-le en .md ou .txt."),
        "en": ("Laaj does not read “{suffix}” files yet.", "Save it as .md or .txt."),
    },
    "disk-full": {
        "fr": ("Il n'y a plus de place sur le disque.", "Libérez de la place, puis recommencez ; rien n'a été perdu."),
        "en": ("The disk is full.", "Free some space, then try again; nothing was lost."),
    },
    "not-writable": {
        "fr": ("Laaj ne peut pas écrire dans « {path} ».", "Vérifiez les droits de ce dossier."),
        "en": ("Laaj cannot write to “{path}”.", "Check the permissions of this folder."),
    },
    "question-empty": {
        "fr": ("La question est vide.", "Écrivez ou dites une question."),
        "en": ("The question is empty.", "Type or say a question."),
    },
    "bench-not-speech": {
        "fr": ("Dans « {path} », Laaj n'entend personne parler.", "Choisissez l'enregistrement d'une question."),
        "en": ("In “{path}” Laaj hears nobody speak.", "Choose the recording of a question."),
    },
    "no-screen": {
        "fr": ("Il n'y a pas d'écran où ouvrir la fenêtre.", "Lancez Laaj depuis le bureau, ou voyez « laaj --help »."),
        "en": ("There is no screen to open the window on.", "Start Laaj from the desktop, or see “laaj --help”."),
    },
    "unexpected": {
        "fr": (
            "Laaj a rencontré une erreur imprévue ({what}).",
            "Recommencez ; si cela se répète, envoyez le journal « {log} ».",
        ),
        "en": ("Laaj met an unexpected error ({what}).", "Try again; if it happens again, send the log “{log}”."),
    },
}
