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
        return self._words(language)[0].format(**self.fields)

    def advice(self, language: str = "fr") -> str:
        """What to do next, in one sentence."""
        return self._words(language)[1].format(**self.fields)

    def text(self, language: str = "fr") -> str:
        return f"{self.sentence(language)} {self.advice(language)}"

    def _words(self, language: str) -> tuple[str, str]:
        """French where a fault has no words in that language: only what the window can show is in Wolof."""
        words = SENTENCES[self.key]
        return words.get(language) or words["fr"]

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


# key: {language: (what happened, what to do next)}; the Wolof is awaiting a native reader
SENTENCES: dict[str, dict[str, tuple[str, str]]] = {
    "file-missing": {
        "fr": ("Il n'y a pas de fichier « {path} ».", "Vérifiez le nom et le dossier."),
        "wo": ("Amul fisiye bu tudd « {path} ».", "Xoolal tur wi ak dosiye bi."),
        "en": ("There is no file “{path}”.", "Check its name and folder."),
    },
    "not-a-file": {
        "fr": ("« {path} » est un dossier, pas un fichier.", "Choisissez un fichier."),
        "wo": ("« {path} » dosiye la, du fisiye.", "Tànnal fisiye."),
        "en": ("“{path}” is a folder, not a file.", "Choose a file."),
    },
    "file-refused": {
        "fr": ("« {path} » ne s'ouvre pas ({why}).", "Vérifiez que vous avez le droit de lire ce fichier."),
        "wo": ("Laaj mënul ubbi « {path} » ({why}).", "Xoolal ndax am nga sañ-sañu jàng ko."),
        "en": ("“{path}” does not open ({why}).", "Check that you are allowed to read this file."),
    },
    "not-sound": {
        "fr": (
            "« {path} » n'est pas un enregistrement lisible.",
            "Choisissez un fichier wav, flac, ogg ou mp3 complet.",
        ),
        "wo": ("Laaj mënul dégg li nekk ci « {path} ».", "Tànnal fisiye wav, flac, ogg walla mp3 bu mat."),
        "en": ("“{path}” is not a readable recording.", "Choose a complete wav, flac, ogg or mp3 file."),
    },
    "recording-short": {
        "fr": ("L'enregistrement dure {seconds:.2f} s : c'est trop court.", "Parlez au moins {least:.1f} s."),
        "wo": ("Li nga wax {seconds:.2f} s la: dafa gàtt lool.", "Waxal lu mat {least:.1f} s walla lu ko ëpp."),
        "en": ("The recording lasts {seconds:.2f} s, which is too short.", "Speak for at least {least:.1f} s."),
    },
    "recording-long": {
        "fr": (
            "L'enregistrement dure {seconds:.0f} s : c'est trop long.",
            "Posez une question de {most:.0f} s au plus.",
        ),
        "wo": ("Li nga wax {seconds:.0f} s la: dafa gudd lool.", "Laajal lu ëppul {most:.0f} s."),
        "en": ("The recording lasts {seconds:.0f} s, which is too long.", "Ask a question of at most {most:.0f} s."),
    },
    "sound-library-missing": {
        "fr": (
            "La bibliothèque de son PortAudio n'est pas installée.",
            "Installez le paquet libportaudio2, puis relancez Laaj.",
        ),
        "wo": (
            "PortAudio amul ci ordinaatër bi: Laaj soxla na ko ngir dégg.",
            "Dugalal libportaudio2, ba noppi nga ubbiwaat Laaj.",
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
        "wo": ("Laaj gisul mikro.", "Duggalal mikro, ba noppi nga xool ndax moom la ordinaatër bi tànn."),
        "en": ("No microphone was found.", "Plug one in and check that the sound settings have it selected."),
    },
    "microphone-refused": {
        "fr": (
            "Le microphone ne s'ouvre pas : {why}.",
            "Fermez les autres programmes qui s'en servent, puis recommencez.",
        ),
        "wo": ("Laaj mënul ubbi mikro bi: {why}.", "Tëjal yeneen porogaraam yi koy jëfandikoo, ba noppi nga jéemaat."),
        "en": ("The microphone does not open: {why}.", "Close other programs that use it, then try again."),
    },
    "microphone-absent": {
        "fr": (
            "Le microphone « {name} » n'est pas branché.",
            "Rebranchez-le ou choisissez-en un autre dans les réglages.",
        ),
        "wo": ("Mikro bi tudd « {name} » nekku fi.", "Duggalaatal ko, walla nga tànn beneen mikro."),
        "en": ("The microphone “{name}” is not plugged in.", "Plug it in again, or choose another in the settings."),
    },
    "microphone-lost": {
        "fr": ("Le microphone s'est arrêté pendant l'écoute.", "Vérifiez qu'il est bien branché, puis recommencez."),
        "wo": ("Mikro bi dafa taxaw bi Laaj di déglu.", "Xoolal ndax duggal nañu ko bu baax, ba noppi nga jéemaat."),
        "en": ("The microphone stopped while listening.", "Check that it is plugged in, then try again."),
    },
    "bundle-missing": {
        "fr": (
            "Il n'y a pas de modèle dans « {path} ».",
            "Réinstallez Laaj ou ce modèle, ou revenez au modèle d'origine : « laaj model install --shipped ».",
        ),
        "wo": (
            "Amul model ci « {path} ».",
            "Dugalaatal Laaj walla model bii, walla nga dellu ci model bi ànd ak Laaj: « laaj model install --shipped ».",
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
        "wo": (
            "Fisiye « {file} » bu model bi yàqu na ({why}).",
            "Dugalaatal Laaj walla model bii, walla nga dellu ci model bi ànd ak Laaj: « laaj model install --shipped ».",
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
        "wo": (
            "Model bii, Laaj bu gën a bees lañu ko defaral (format {found}, bi Laaj xam: {known}).",
            "Yeesalal Laaj.",
        ),
        "en": ("This model is made for a newer Laaj (format {found}, known: {known}).", "Update Laaj."),
    },
    "dim-unknown": {
        "fr": ("La dimension {dim} n'est pas possible avec ce modèle.", "Choisissez un nombre de {least} à {most}."),
        "wo": ("Dayo {dim} mënul a dox ak model bii.", "Tànnal lim bu nekk ci diggante {least} ak {most}."),
        "en": ("Dimension {dim} is not possible with this model.", "Choose a number from {least} to {most}."),
    },
    "library-newer": {
        "fr": (
            "Cette bibliothèque vient d'une version plus récente de Laaj (schéma {found}, connu : {known}).",
            "Mettez Laaj à jour ; rien n'a été changé.",
        ),
        "wo": (
            "Téere yii, Laaj bu gën a bees moo leen def (schéma {found}, bi Laaj xam: {known}).",
            "Yeesalal Laaj; kenn soppiwul dara.",
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
        "wo": (
            "Laaj mënul jàng téere yi nekk ci « {path} » ({why}).",
            "Delloosil kopi bi nga dencoon, walla nga soppi turu fisiye bi ngir tàmbaliwaat ak téere yi ànd ak Laaj.",
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
        "wo": ("Fisiye « {path} » du téere yu Laaj.", "Xoolal tur wi ak dosiye bi; kenn soppiwul dara."),
        "en": ("The file “{path}” is not a Laaj library.", "Check its name and folder; nothing was changed."),
    },
    "library-busy": {
        "fr": ("Un autre programme écrit dans la bibliothèque.", "Attendez qu'il ait fini, puis recommencez."),
        "wo": ("Beneen porogaraam a ngi bind ci téere yi.", "Xaaral mu noppi, nga jéemaat."),
        "en": ("Another program is writing to the library.", "Wait until it has finished, then try again."),
    },
    "document-unknown": {
        "fr": ("Il n'y a pas de document « {document} ».", "Regardez les noms avec « laaj library list »."),
        "wo": ("Amul téere bu tudd « {document} ».", "Xoolal tur yi ak « laaj library list »."),
        "en": ("There is no document “{document}”.", "See the names with “laaj library list”."),
    },
    "document-empty": {
        "fr": ("« {path} » ne contient aucun texte.", "Choisissez un fichier qui contient du texte."),
        "wo": ("« {path} » amul benn mbind.", "Tànnal fisiye bu am mbind."),
        "en": ("“{path}” holds no text.", "Choose a file with text in it."),
    },
    "document-not-text": {
        "fr": ("« {path} » n'est pas un texte lisible.", "Enregistrez-le comme texte (.txt ou .md) en UTF-8."),
        "wo": ("« {path} » du mbind mu ñu mën a jàng.", "Dencal ko ni mbind (.txt walla .md) ci UTF-8."),
        "en": ("“{path}” is not readable text.", "Save it as text (.txt or .md) in UTF-8."),
    },
    "document-large": {
        "fr": (
            "« {path} » est trop grand ({size_mb:.0f} Mo, au plus {most_mb:.0f}).",
            "Partagez-le en plusieurs documents.",
        ),
        "wo": (
            "« {path} » dafa rëy lool ({size_mb:.0f} Mo; warul a ëpp {most_mb:.0f}).",
            "Xaajal ko ci ay téere yu gën a ndaw.",
        ),
        "en": ("“{path}” is too large ({size_mb:.0f} MB, at most {most_mb:.0f}).", "Split it into several documents."),
    },
    "document-format": {
        "fr": ("Laaj ne sait pas encore lire les fichiers « {suffix} ».", "Enregistrez-le en .md ou .txt."),
        "wo": ("Laaj mënagul jàng fisiye « {suffix} ».", "Dencal ko ci .md walla .txt."),
        "en": ("Laaj does not read “{suffix}” files yet.", "Save it as .md or .txt."),
    },
    "disk-full": {
        "fr": ("Il n'y a plus de place sur le disque.", "Libérez de la place, puis recommencez ; rien n'a été perdu."),
        "wo": ("Disk bi fees na.", "Dindil dara ngir palaas am, ba noppi nga jéemaat; dara réerul."),
        "en": ("The disk is full.", "Free some space, then try again; nothing was lost."),
    },
    "not-writable": {
        "fr": ("Laaj ne peut pas écrire dans « {path} ».", "Vérifiez les droits de ce dossier."),
        "wo": ("Laaj mënul bind ci « {path} ».", "Xoolal sañ-sañ yi ci dosiye bi."),
        "en": ("Laaj cannot write to “{path}”.", "Check the permissions of this folder."),
    },
    "question-empty": {
        "fr": ("La question est vide.", "Écrivez ou dites une question."),
        "wo": ("Laaj bi amul dara.", "Bindal walla nga wax laaj."),
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
        "wo": ("Li nekk ci « {path} » du ay lim yu baax.", "Defaatal fisiye bi."),
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
        "wo": ("Laaj xamul xeetu fisiye « {path} ».", "Joxal tur wu jeexee {known}."),
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
        "wo": ("Am na njuumte lu Laaj séentuwul ({what}).", "Jéemaatal; su amatee, yónneel fisiye « {log} »."),
        "en": ("Laaj met an unexpected error ({what}).", "Try again; if it happens again, send the log “{log}”."),
    },
    "journal-set-aside": {
        "fr": (
            "Ce que Laaj avait noté ici (cartes gardées, questions données) ne se lisait plus ({why}).",
            "Laaj recommence à noter ; ce qui était là est mis de côté dans « {path} ».",
        ),
        "wo": (
            "Mënatuñu jàng li Laaj bindoon fi: xët yi ñu denc, laaj yi ñu joxe ({why}).",
            "Laaj tàmbaliwaat na bind; li fi nekkoon a ngi ci « {path} ».",
        ),
        "en": (
            "What Laaj had noted here (kept cards, given questions) could not be read any more ({why}).",
            "Laaj begins to note anew; what was there is set aside in “{path}”.",
        ),
    },
    "journal-damaged": {
        "fr": (
            "Ce que Laaj a noté ici (cartes gardées, questions données) ne se lit plus ({why}).",
            "Fermez Laaj, puis rouvrez-le : il recommencera à noter.",
        ),
        "wo": (
            "Mënatuñu jàng li Laaj bind fi: xët yi ñu denc, laaj yi ñu joxe ({why}).",
            "Tëjal Laaj, ba noppi nga ubbiwaat ko: dina tàmbaliwaat bind.",
        ),
        "en": (
            "What Laaj has noted here (kept cards, given questions) cannot be read any more ({why}).",
            "Close Laaj and open it again: it will begin to note anew.",
        ),
    },
    "journal-newer": {
        "fr": (
            "Les notes de cet ordinateur viennent d'une version plus récente de Laaj (schéma {found}, connu : {known}).",
            "Mettez Laaj à jour ; rien n'a été changé.",
        ),
        "wo": (
            "Li ñu bind fi, Laaj bu gën a bees moo ko def (schéma {found}, bi Laaj xam: {known}).",
            "Yeesalal Laaj; kenn soppiwul dara.",
        ),
        "en": (
            "The notes of this computer come from a newer Laaj (schema {found}, known: {known}).",
            "Update Laaj; nothing was changed.",
        ),
    },
    "journal-busy": {
        "fr": ("Un autre Laaj est en train de noter.", "Attendez qu'il ait fini, puis recommencez."),
        "wo": ("Beneen Laaj a ngi bind.", "Xaaral mu noppi, nga jéemaat."),
        "en": ("Another Laaj is noting something.", "Wait until it has finished, then try again."),
    },
    "question-unknown": {
        "fr": ("Cette question n'est plus gardée.", "Revenez à la liste des questions."),
        "wo": ("Laaj bii, dencatuñu ko.", "Dellul ci laaj yi ñu denc."),
        "en": ("This question is not kept any more.", "Go back to the list of questions."),
    },
    "export-exists": {
        "fr": ("« {path} » existe déjà ; rien n'a été écrit.", "Choisissez un autre nom."),
        "wo": ("« {path} » am na ba noppi; kenn bindul dara.", "Tànnal beneen tur."),
        "en": ("“{path}” is there already; nothing was written.", "Choose another name."),
    },
    "pack-foreign": {
        "fr": ("« {path} » n'est pas un paquet de Laaj.", "Choisissez un fichier dont le nom finit par « .laajpack »."),
        "wo": ("« {path} » du paket bu Laaj.", "Tànnal fisiye bu tur wi jeexee « .laajpack »."),
        "en": ("“{path}” is not a Laaj pack.", "Choose a file whose name ends in “.laajpack”."),
    },
    "pack-incomplete": {
        "fr": (
            "Le paquet « {path} » n'est pas entier : sa copie a été interrompue.",
            "Copiez-le de nouveau ; rien n'a été changé.",
        ),
        "wo": ("Paket « {path} » matul: kopi bi dafa dog.", "Defaatal kopi bi; kenn soppiwul dara."),
        "en": ("The pack “{path}” is not whole: copying it was cut short.", "Copy it again; nothing was changed."),
    },
    "pack-damaged": {
        "fr": ("Le paquet « {path} » est abîmé ({why}).", "Copiez-le de nouveau ; rien n'a été changé."),
        "wo": ("Paket « {path} » yàqu na ({why}).", "Defaatal kopi bi; kenn soppiwul dara."),
        "en": ("The pack “{path}” is damaged ({why}).", "Copy it again; nothing was changed."),
    },
    "pack-newer": {
        "fr": (
            "Le paquet « {path} » vient d'une version plus récente de Laaj (format {found}, connu : {known}).",
            "Mettez Laaj à jour ; rien n'a été changé.",
        ),
        "wo": (
            "Paket « {path} », Laaj bu gën a bees moo ko def (format {found}, bi Laaj xam: {known}).",
            "Yeesalal Laaj; kenn soppiwul dara.",
        ),
        "en": (
            "The pack “{path}” comes from a newer Laaj (format {found}, known: {known}).",
            "Update Laaj; nothing was changed.",
        ),
    },
    "pack-signature": {
        "fr": (
            "Le paquet « {path} » a été changé depuis sa signature.",
            "Demandez-en une autre copie à la personne qui l'a fait ; rien n'a été changé ici.",
        ),
        "wo": (
            "Paket « {path} », dañu ko soppi ginnaaw bi ñu ko xaatimee.",
            "Laajal beneen kopi ki ko def; kenn soppiwul dara fii.",
        ),
        "en": (
            "The pack “{path}” was changed after it was signed.",
            "Ask whoever made it for another copy; nothing was changed here.",
        ),
    },
    "pack-signer": {
        "fr": (
            "Le paquet « {path} » ne vient pas de l'ordinateur qui a fait la collection « {collection} » d'ici.",
            "Si vous lui faites confiance, retirez d'abord cette collection, puis recommencez.",
        ),
        "wo": (
            "Paket « {path} » jógewul ci ordinaatër bi def dajale « {collection} » bi nekk fii.",
            "Soo ko wóoloo, dindil dajale boobu bu njëkk, ba noppi nga jéemaat.",
        ),
        "en": (
            "The pack “{path}” is not from the computer that made the collection “{collection}” here.",
            "If you trust it, remove that collection first, then try again.",
        ),
    },
    "pack-large": {
        "fr": (
            "Ce paquet dépasse 4 Go : le disque de « {path} », en FAT32, ne prend pas de si grand fichier.",
            "Prenez une clé en exFAT, ou exportez une collection plus petite.",
        ),
        "wo": (
            "Paket bii ëpp na 4 Go: disk bu « {path} », FAT32 la, du jël fisiye bu rëy noonu.",
            "Jëlal kle bu nekk exFAT, walla nga génne dajale bu gën a ndaw.",
        ),
        "en": (
            "This pack is larger than 4 GB, and the FAT32 disk of “{path}” takes no file so large.",
            "Take a stick in exFAT, or export a smaller collection.",
        ),
    },
    "medium-gone": {
        "fr": (
            "La clé ou le disque de « {path} » ne répond plus.",
            "Rebranchez-le, puis recommencez ; rien n'a été changé ici.",
        ),
        "wo": (
            "Kle walla disk bu « {path} » tontuwatul.",
            "Duggalaatal ko, ba noppi nga jéemaat; kenn soppiwul dara fii.",
        ),
        "en": (
            "The stick or disk of “{path}” no longer answers.",
            "Plug it in again, then try once more; nothing was changed here.",
        ),
    },
    "collection-unknown": {
        "fr": (
            "La bibliothèque n'a aucun document de la collection « {collection} ».",
            "Regardez les noms avec « laaj library collections ».",
        ),
        "wo": ("Amul benn téere ci dajale « {collection} ».", "Xoolal tur yi ak « laaj library collections »."),
        "en": (
            "The library has no document of the collection “{collection}”.",
            "See the names with “laaj library collections”.",
        ),
    },
    "signing-key-damaged": {
        "fr": (
            "La clé « {path} », qui signe les paquets de cet ordinateur, est abîmée.",
            "Remettez-en une copie ; si vous la supprimez, les paquets suivants auront une autre signature.",
        ),
        "wo": (
            "Caabi « {path} », biy xaatim paketi ordinaatër bii, yàqu na.",
            "Delloosil kopi bi; soo ko dindee, paket yi ci topp dinañu am beneen xaatim.",
        ),
        "en": (
            "The key “{path}” that signs the packs of this computer is damaged.",
            "Put back a copy of it; if you delete it, later packs will have another signature.",
        ),
    },
    "no-loudspeaker": {
        "fr": (
            "Aucun haut-parleur ne répond.",
            "Branchez un haut-parleur ou un casque et vérifiez qu'il est choisi dans les réglages du son, puis recommencez.",
        ),
        "wo": (
            "Ordinaatër bi mënul génne baat.",
            "Duggalal kask walla oparlër, nga xool ndax moom la ordinaatër bi tànn, ba noppi nga jéemaat.",
        ),
        "en": (
            "No loudspeaker answers.",
            "Plug in a loudspeaker or headphones and check that the sound settings have it selected, then try again.",
        ),
    },
    "microphone-rate": {
        "fr": (
            "Le microphone disait {claimed} Hz, mais il en donne {brought} : votre voix était déformée.",
            "Recommencez ; Laaj en tient compte maintenant.",
        ),
        "wo": (
            "Mikro bi dafa wax {claimed} Hz, waaye {brought} la joxe: dégguñu sa baat bu baax.",
            "Jéemaatal; Laaj xam na ko léegi.",
        ),
        "en": (
            "The microphone said {claimed} Hz but brings {brought}, so your voice was distorted.",
            "Try again; Laaj takes it into account now.",
        ),
    },
    "gist-silent": {
        "fr": (
            "Personne ne parle dans cet enregistrement ; il n'est pas gardé.",
            "Parlez plus près du microphone, puis recommencez.",
        ),
        "wo": ("Kenn waxul: Laaj dencul dara.", "Waxal fu gën a jege mikro bi, te nga jéemaat."),
        "en": (
            "Nobody speaks in this recording; it is not kept.",
            "Speak closer to the microphone, then try again.",
        ),
    },
    "translation-missing": {
        "fr": (
            "La traduction « {file} » manque ou est abîmée.",
            "Réinstallez Laaj ; en attendant, choisissez une autre langue.",
        ),
        "wo": ("Tekki bi ci « {file} » amul, walla dafa yàqu.", "Dugalaatal Laaj; bala boobu, tànnal beneen làkk."),
        "en": (
            "The translation “{file}” is missing or damaged.",
            "Install Laaj again; until then choose another language.",
        ),
    },
    "voice-lost": {
        "fr": (
            "La voix qui lit s'est arrêtée.",
            "Vérifiez le haut-parleur, puis fermez et rouvrez Laaj ; tout le reste fonctionne.",
        ),
        "wo": (
            "Baat biy jàng taxaw na.",
            "Xoolal kask bi walla oparlër bi, ba noppi nga tëj Laaj, ubbiwaat ko; li ci des lépp a ngi dox.",
        ),
        "en": (
            "The voice that reads has stopped.",
            "Check the loudspeaker, then close and open Laaj again; all else works.",
        ),
    },
    "stopped-before": {
        "fr": (
            "Laaj s'est arrêté sans prévenir la dernière fois ; rien n'est perdu.",
            "Si cela se répète, envoyez le journal « {log} ».",
        ),
        "wo": (
            "Bi nga ko mujjee ubbi, Laaj dafa daldi taxaw; dara réerul.",
            "Su amatee, yónneel fisiye « {log} ».",
        ),
        "en": (
            "Laaj stopped without warning the last time; nothing is lost.",
            "If it happens again, send the log “{log}”.",
        ),
    },
    "nothing-kept": {
        "fr": (
            "Laaj ne peut rien garder dans « {path} » : vos réglages seront oubliés.",
            "Vous pouvez quand même chercher et lire ; vérifiez les droits de ce dossier.",
        ),
        "wo": (
            "Laaj mënul denc dara ci « {path} »: li nga soppi dina réer.",
            "Mën nga seet te jàng; xoolal sañ-sañ yi ci dosiye bi.",
        ),
        "en": (
            "Laaj cannot keep anything in “{path}”: your settings will be forgotten.",
            "You can search and read all the same; check the permissions of this folder.",
        ),
    },
    "work-under-way": {
        "fr": (
            "Laaj est déjà en train d'ajouter ou d'écrire des pages.",
            "Attendez la fin, ou arrêtez ce travail, puis recommencez.",
        ),
        "wo": (
            "Laaj a ngi yokk walla di bind ay xët ba tey.",
            "Xaaral mu noppi, walla nga taxawal ko, ba noppi nga jéemaat.",
        ),
        "en": (
            "Laaj is already adding or writing pages.",
            "Wait until it has finished, or stop it, then try again.",
        ),
    },
    "pin-wrong": {
        "fr": (
            "Ce code n'est pas le bon.",
            "Essayez encore ; si vous l'avez oublié, effacez la ligne « pin » de « {path} », puis relancez Laaj.",
        ),
        "wo": (
            "Kod bii baaxul.",
            "Jéemaatal; soo ko fàttee, faral rëdd « pin » wi nekk ci « {path} », ba noppi nga ubbiwaat Laaj.",
        ),
        "en": (
            "This code is not the right one.",
            "Try again; if you have forgotten it, delete the line “pin” of “{path}”, then start Laaj again.",
        ),
    },
}
