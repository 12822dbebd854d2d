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

    def __reduce__(self) -> tuple[object, ...]:
        """A fault comes back from another process as it was raised there."""
        return _raised_before, (type(self), self.key, self.fields)


def _raised_before(kind: type[Fault], key: str, fields: dict[str, object]) -> Fault:
    return kind(key, **fields)


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
        "fr": (
            "Il n'y a pas de modèle dans « {path} ».",
            "Réinstallez Laaj ou ce modèle, ou revenez au modèle d'origine : « laaj model install --shipped ».",
        ),
        "en": (
            "There is no model in “{path}”.",
            "Install Laaj or this model again, or go back to the model that comes with Laaj: “laaj model install --shipped”.",
        ),
    },
    "bundle-damaged": {
        "fr": (
            "Le fichier « {file} » du modèle est abîmé ({why}).",
            "Réinstallez Laaj ou ce modèle, ou revenez au modèle d'origine : « laaj model install --shipped ».",
        ),
        "en": (
            "The model file “{file}” is damaged ({why}).",
            "Install Laaj or this model again, or go back to the model that comes with Laaj: “laaj model install --shipped”.",
        ),
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
    "no-speech": {
        "fr": (
            "Aucun enregistrement des manifestes ne peut servir à l'entraînement.",
            "Lancez « laaj-trainer check ».",
        ),
        "en": ("No recording of the manifests can be trained on.", "Run “laaj-trainer check” to see why."),
    },
    "not-trained": {
        "fr": ("« {path} » ne contient pas de modèle entraîné.", "Lancez d'abord « laaj-trainer fit »."),
        "en": ("“{path}” holds no trained model.", "Run “laaj-trainer fit” first."),
    },
    "checkpoint-not-written": {
        "fr": (
            "Le point de reprise ne s'écrit pas dans « {path} » ({why}) ; le précédent est intact.",
            "Libérez de la place : l'entraînement reprend de là.",
        ),
        "en": (
            "The checkpoint cannot be written to “{path}” ({why}); the one before stands.",
            "Free some space: training goes on from there.",
        ),
    },
    "run-damaged": {
        "fr": ("« {path} » est abîmé.", "Supprimez-le ; l'étape suivante le refait."),
        "en": ("“{path}” is damaged.", "Delete it; the next stage writes it anew."),
    },
    "bad-rows": {
        "fr": (
            "Dans « {path} », {count} lignes ne peuvent pas servir ; la première est la ligne {line} : {what}.",
            'Corrigez-les, ou écrivez bad_rows = "skip" sous [data] pour les laisser de côté.',
        ),
        "en": (
            "In “{path}” {count} lines cannot be used; the first is line {line}: {what}.",
            'Correct them, or write bad_rows = "skip" under [data] to leave them out.',
        ),
    },
    "sound-not-numbers": {
        "fr": ("« {path} » contient des valeurs qui ne sont pas des nombres.", "Enregistrez de nouveau ce fichier."),
        "en": ("“{path}” holds values that are not numbers.", "Save that recording again."),
    },
    "sound-silent": {
        "fr": ("« {path} » ne contient que du silence.", "Retirez cet enregistrement, ou refaites-le."),
        "en": ("“{path}” holds nothing but silence.", "Leave that recording out, or make it again."),
    },
    "leak": {
        "fr": (
            "Le jeu d'évaluation « {name} » partage avec l'entraînement {count} valeurs de « {kind} », dont « {example} ».",
            "Retirez ces lignes de l'entraînement ou de l'évaluation.",
        ),
        "en": (
            "The evaluation set “{name}” shares {count} values of “{kind}” with training, such as “{example}”.",
            "Take those rows out of training or out of evaluation.",
        ),
    },
    "corpus-layout": {
        "fr": (
            "« {path} » n'a pas la forme « {kind} » : {sought} n'y est pas.",
            "Nommez le dossier où il se trouve ; engine/trainer/README.md décrit chaque forme.",
        ),
        "en": (
            "“{path}” is not laid out as {kind}: {sought} was looked for.",
            "Name the folder that holds it; engine/trainer/README.md describes each layout.",
        ),
    },
    "corpus-empty": {
        "fr": (
            "Rien de « {path} » ne peut servir ({count} lignes sont refusées) ; rien n'a été écrit.",
            "Les lignes refusées sont nommées plus haut ; vérifiez aussi --split.",
        ),
        "en": (
            "Nothing in “{path}” can be used ({count} lines are refused); nothing was written.",
            "The lines that are refused are named above; check --split too.",
        ),
    },
    "cannot-speak": {
        "fr": (
            "La synthèse vocale ne fonctionne pas : {why}.",
            "Installez-la comme le dit docs/training.md, puis recommencez.",
        ),
        "en": ("Speech synthesis does not work: {why}.", "Install it as docs/training.md says, then try again."),
    },
    "parity-failed": {
        "fr": (
            "Le modèle exporté en {weights} s'éloigne de celui qui a été entraîné ({why}) ; rien n'a été écrit.",
            "Choisissez sous [export] d'autres weights, ou permettez une perte plus grande.",
        ),
        "en": (
            "The model exported in {weights} is not the one that was trained ({why}); nothing was written.",
            "Choose other weights under [export], or allow a greater loss.",
        ),
    },
    "parity-missing": {
        "fr": (
            "Aucun enregistrement ne permet de comparer le modèle exporté à celui qui a été entraîné.",
            "Nommez sous [[data.evaluate]] un jeu dont les questions ont leur français.",
        ),
        "en": (
            "There is no recording to compare the exported model with the trained one on.",
            "Name a set under [[data.evaluate]] whose questions have their French.",
        ),
    },
    "evaluation-missing": {
        "fr": ("Il n'y a pas de mesures dans « {path} ».", "Lancez d'abord « laaj-trainer evaluate »."),
        "en": ("There are no measurements in “{path}”.", "Run “laaj-trainer evaluate” first."),
    },
    "evaluation-damaged": {
        "fr": (
            "Les mesures de « {path} » ne se lisent pas.",
            "Relancez « laaj-trainer evaluate » ; rien d'autre n'est perdu.",
        ),
        "en": (
            "The measurements in “{path}” cannot be read.",
            "Run “laaj-trainer evaluate” again; nothing else is lost.",
        ),
    },
    "evaluation-empty": {
        "fr": (
            "Aucune question du jeu « {name} » ({path}) ne peut être mesurée.",
            "Il faut du son lisible et le français de chaque question : voyez « laaj-trainer check ».",
        ),
        "en": (
            "No question of the set “{name}” ({path}) can be measured.",
            "Each needs sound that can be read, and its French: see “laaj-trainer check”.",
        ),
    },
    "comparison-pools": {
        "fr": (
            "Le jeu « {name} » n'a pas les mêmes phrases françaises dans tous ces essais : leurs mesures ne se comparent pas.",
            "Relancez « laaj-trainer evaluate » pour chacun avec les mêmes données.",
        ),
        "en": (
            "The set “{name}” does not have the same French sentences in all of these runs, so their figures do not compare.",
            "Run “laaj-trainer evaluate” for each of them on the same data.",
        ),
    },
    "comparison-nothing": {
        "fr": (
            "Ces essais n'ont aucune question en commun.",
            "Relancez « laaj-trainer evaluate » pour chacun avec les mêmes jeux.",
        ),
        "en": (
            "These runs have no question in common.",
            "Run “laaj-trainer evaluate” for each of them on the same sets.",
        ),
    },
    "features-missing": {
        "fr": (
            "Les états de l'encodeur de parole ne sont pas dans « {path} ».",
            "Lancez d'abord « laaj-trainer fit » : il les calcule.",
        ),
        "en": ("The states of the speech encoder are not in “{path}”.", "Run “laaj-trainer fit”: it computes them."),
    },
    "id-twice": {
        "fr": (
            "Deux énoncés différents ont le même identifiant « {id} ».",
            "Donnez à chacun le sien, dans tous les manifestes d'entraînement.",
        ),
        "en": (
            "Two different utterances have the same id “{id}”.",
            "Give each its own, across all manifests that are trained on.",
        ),
    },
    "folder-busy": {
        "fr": (
            "Un autre travail écrit déjà dans « {path} ».",
            "Attendez qu'il finisse, ou donnez un autre dossier avec --out.",
        ),
        "en": (
            "Another run writes into “{path}” already.",
            "Wait for it to finish, or name another folder with --out.",
        ),
    },
    "worker-ended": {
        "fr": (
            "Un processus de calcul a été arrêté, sans doute faute de mémoire.",
            "Recommencez avec moins de processus (--processes) ; ce qui est calculé est gardé.",
        ),
        "en": (
            "A computing process was ended, probably for want of memory.",
            "Start again with fewer (--processes); what has been computed is kept.",
        ),
    },
    "cluster-unreachable": {
        "fr": (
            "Aucun groupe de machines Ray ne répond à l'adresse « {address} » ({why}).",
            "Installez laaj[scale], lancez « ray start --head », puis donnez l'adresse qu'il affiche.",
        ),
        "en": (
            "No Ray cluster answers at “{address}” ({why}).",
            "Install laaj[scale], run “ray start --head”, then give the address that it prints.",
        ),
    },
    "cluster-stopped": {
        "fr": (
            "Le calcul sur plusieurs machines s'est arrêté ({why}).",
            "Vérifiez que chaque machine a la même version de Laaj, puis recommencez : ce qui est calculé est gardé.",
        ),
        "en": (
            "The computation on several machines has stopped ({why}).",
            "Check that every machine has the same version of Laaj, then start again: what has been computed is kept.",
        ),
    },
    "folder-not-shared": {
        "fr": (
            "Une des machines ne voit pas le dossier « {path} ».",
            "Mettez-le sur un disque que toutes les machines montent au même endroit.",
        ),
        "en": (
            "One of the machines does not see the folder “{path}”.",
            "Put it on a disk that all machines mount at the same place.",
        ),
    },
    "format-unknown": {
        "fr": ("« {path} » n'a pas un format connu.", "Donnez un nom qui finit par {known}."),
        "en": ("“{path}” is not of a known format.", "Give a name that ends in {known}."),
    },
    "format-damaged": {
        "fr": ("« {path} » ne se lit pas comme {kind} ({why}).", "Refaites ce fichier, ou choisissez-en un autre."),
        "en": ("“{path}” cannot be read as {kind} ({why}).", "Make that file again, or choose another."),
    },
    "model-unusable": {
        "fr": (
            "Le modèle « {model} », nommé par {setting}, ne peut pas servir ({why}).",
            "Corrigez ce nom ou ce dossier dans la recette, ou laissez-le vide pour vous en passer.",
        ),
        "en": (
            "The model “{model}” that {setting} names cannot be used ({why}).",
            "Correct that name or folder in the recipe, or leave it empty to do without.",
        ),
    },
    "summary-marks": {
        "fr": (
            "« {path} » n'a pas une fois chacune des marques {begin} et {end}, dans cet ordre.",
            "Écrivez-les dans ce fichier, là où le résumé doit se trouver.",
        ),
        "en": (
            "“{path}” does not have each of the marks {begin} and {end} once, in this order.",
            "Write them into that file, where the summary is to stand.",
        ),
    },
    "study-in-part": {
        "fr": (
            "Cette étude ne porte que sur quelques enregistrements ou quelques parties : un modèle ne garde pas de tels chiffres.",
            "Relancez-la avec clips = 0 et toutes ses parties ; ce qui est mesuré est gardé.",
        ),
        "en": (
            "This study is of some clips or some parts only, and a model does not keep such figures.",
            "Run it with clips = 0 and all of its parts; what has been measured is kept.",
        ),
    },
    "unexpected": {
        "fr": (
            "Laaj a rencontré une erreur imprévue ({what}).",
            "Recommencez ; si cela se répète, envoyez le journal « {log} ».",
        ),
        "en": ("Laaj met an unexpected error ({what}).", "Try again; if it happens again, send the log “{log}”."),
    },
}
