"""A pack carries a collection to another library: what arrives, what stays as it was, and what is refused."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.library import Library
from corpus.packs.arrival import take_in
from corpus.packs.manifest import DOCUMENTS, IDENTITY, MANIFEST, SIGNATURE
from corpus.packs.reader import Pack
from corpus.packs.signature import fingerprint, public, sign
from corpus.packs.writer import estimated_bytes
from faults import InputFault
from tests.fixtures.corpus import PAGES, embed, page
from tests.fixtures.packs import (
    KEY,
    OTHER_KEY,
    PACK_DIM,
    PACK_MODEL,
    all_of,
    exported,
    flac,
    give_vectors,
    spoiled,
)

DIMS = {PACK_MODEL: PACK_DIM}


def refused(library, path, dims=DIMS):
    """The fault that keeps a pack out; the library is then as it was, and nothing lies beside it."""
    before = all_of(library)
    with pytest.raises(InputFault) as caught:
        take_in(path, library, dims)
    assert all_of(library) == before
    assert {one.name for one in library.path.parent.iterdir()} <= {"library.db", "library.db-wal", "library.db-shm"}
    assert caught.value.text("fr") and caught.value.text("en")
    return caught.value


def name_of(path):
    with Pack.open(path) as pack:
        return pack.manifest.id


# What arrives


def test_documents_vectors_and_gists_arrive(packed, village):
    arrival = take_in(packed, village, DIMS)
    name = arrival.manifest.id
    assert (arrival.manifest.title, arrival.signer) == ("Six pages", public(KEY))
    assert arrival.received.documents == 5 and arrival.received.known == 1
    assert {one.id for one in village.summaries(collection=name)} == {f"{name}:{one.id}" for one in PAGES[1:]}
    well = village.document(f"{name}:eau/puits")
    assert replace(well, id="eau/puits", collection="") == PAGES[2]
    assert village.gist(well.id) == flac()
    assert village.missing_vectors(PACK_MODEL) == []
    texts = {rowid: f"{village.document(one.document).title}. {one.text}" for rowid, one in village.passages().items()}
    for rowid, vector in zip(*village.vectors(PACK_MODEL), strict=True):
        assert np.array_equal(vector, embed(texts[rowid], PACK_DIM).astype(np.float16))
    assert [village.passages([rowid])[rowid].document for rowid, _ in village.find("mil grenier", 1)] == [
        f"{name}:champs/mil"
    ]
    village.verify()


def test_the_manifest_says_what_is_in_it(packed):
    with Pack.open(packed) as pack:
        manifest = pack.manifest
    assert (manifest.documents, manifest.gists, manifest.passages, manifest.language) == (6, 1, 6, "fr")
    assert manifest.themes == ("agriculture", "argent", "eau-hygiene", "etat-civil", "sante")
    assert manifest.models == [PACK_MODEL] and IDENTITY.fullmatch(manifest.id)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.builds(page, TEXT.filter(bool), TEXT, TEXT.filter(str.strip), TEXT, TEXT),
        min_size=1,
        unique_by=lambda d: d.id,
    ),
    TEXT,
)
def test_any_documents_come_back_as_they_went(tmp_path_factory, documents, title):
    folder = tmp_path_factory.mktemp("any")
    with (
        Library.open(folder / "a" / "library.db", writable=True) as here,
        Library.open(folder / "b" / "library.db", writable=True) as there,
    ):
        here.add(documents, "mini")
        name = take_in(exported(here, folder / "a.laajpack", title=title, licence=title), there, {}).manifest.id
        come = {one.id: replace(one, collection="mini") for one in there.documents(collection=name)}
        assert come == {
            f"{name}:{one.id}": replace(one, id=f"{name}:{one.id}") for one in here.documents(collection="mini")
        }


def test_a_vector_goes_to_no_other_text_than_its_own(packed, village):
    def other_words(files, manifest):
        files[DOCUMENTS] = files[DOCUMENTS].replace(b"rougeole", b"grippe")

    arrival = take_in(spoiled(packed, other_words), village, DIMS)
    assert arrival.received.vectors == 4
    assert [text for _, text in village.missing_vectors(PACK_MODEL)] == [
        "Faire vacciner son enfant. Le vaccin protège le bébé de la grippe. Gardez bien le carnet."
    ]


def test_vectors_of_a_model_that_is_not_here_are_left_out(packed, village):
    assert take_in(packed, village, {"another": 8}).received.vectors == 0
    assert village.dims() == {PACK_MODEL: PACK_DIM}, "its own"


def test_a_newer_copy_takes_the_place_of_the_older(library, packed, village, tmp_path):
    name = take_in(packed, village, DIMS).manifest.id
    rows = {one.document: rowid for rowid, one in village.passages().items()}
    library.remove("argent/epargne")
    library.add(
        [replace(PAGES[3], text="Le mil se garde en sac."), page("eau/pluie", "La pluie", "Elle tombe.")], "mini"
    )
    give_vectors(library)
    take_in(exported(library, tmp_path / "newer.laajpack"), village, DIMS)
    documents = {one.id: one.text for one in village.documents(collection=name)}
    assert documents[f"{name}:champs/mil"] == "Le mil se garde en sac." and f"{name}:eau/pluie" in documents
    assert f"{name}:argent/epargne" not in documents
    assert village.gist(f"{name}:eau/puits") is None, "the newer one has no gist"
    after = {one.document: rowid for rowid, one in village.passages().items()}
    assert after[f"{name}:eau/puits"] == rows[f"{name}:eau/puits"], "what did not change keeps its passages"
    assert village.documents(collection="added") == [replace(PAGES[0], collection="added")]
    village.verify()


def test_the_same_pack_again_changes_nothing(packed, village):
    take_in(packed, village, DIMS)
    before = all_of(village)
    take_in(packed, village, DIMS)
    assert all_of(village) == before


def test_a_page_that_is_here_is_not_doubled_but_gets_the_gist(library, village, tmp_path):
    gist = tmp_path / "gist.flac"
    gist.write_bytes(flac(1.0))
    arrival = take_in(exported(library, tmp_path / "p.laajpack", gists={PAGES[0].id: gist}), village, DIMS)
    assert arrival.received.known == 1 and len(village.summaries()) == len(PAGES)
    assert village.gist(PAGES[0].id) == flac(1.0)
    village.remove_collection(arrival.manifest.id)
    assert village.gist(PAGES[0].id) is None
    assert village.documents() == [replace(PAGES[0], collection="added")]


def test_another_page_of_the_same_name_stands_beside_it(packed, village):
    own = replace(PAGES[2], text="Notre puits à nous.")
    village.add([own], "added")
    name = take_in(packed, village, DIMS).manifest.id
    assert village.document(own.id) == replace(own, collection="added")
    assert village.document(f"{name}:{own.id}").text == PAGES[2].text


def test_a_collection_that_came_in_a_pack_goes_on_under_its_own_name(packed, village, tmp_path):
    first = take_in(packed, village, DIMS).manifest
    for gone in ("argent/epargne", "papiers/naissance"):
        village.remove(f"{first.id}:{gone}")
    onward = exported(village, tmp_path / "onward.laajpack", first.id, OTHER_KEY)
    with Library.open(tmp_path / "third" / "library.db", writable=True) as third:
        arrival = take_in(onward, third, DIMS)
        assert (arrival.manifest.id, arrival.manifest.title) == (first.id, first.title)
        assert arrival.manifest.gists == 1 and third.gist(f"{first.id}:eau/puits") == flac()
        assert third.missing_vectors(PACK_MODEL) == []
        assert len(third.summaries()) == 4


@pytest.fixture
def both(library, village, tmp_path):
    """A pack with a gist of the page that the village has too, and one of another page; taken in there."""
    give_vectors(library)
    gists = {PAGES[0].id: tmp_path / "known.flac", PAGES[2].id: tmp_path / "new.flac"}
    for number, path in enumerate(gists.values(), 1):
        path.write_bytes(flac(number / 4))
    return take_in(exported(library, tmp_path / "both.laajpack", gists=gists), village, DIMS).manifest


def travelled(village, name, folder):
    """What another computer has after it took in what the village exports of a collection: pages and gists."""
    onward = exported(village, folder / "onward.laajpack", name, OTHER_KEY)
    with Library.open(folder / "third" / "library.db", writable=True) as third:
        manifest = take_in(onward, third, DIMS).manifest
        assert third.missing_vectors(PACK_MODEL) == [] and manifest.id == name
        ids = [one.id for one in third.summaries()]
        assert (manifest.documents, manifest.passages) == (len(ids), third.passage_count())
        return {third.document(one) for one in ids}, {one: third.gist(one) for one in third.gist_sizes()}


def as_sent(name):
    pages = {replace(one, id=f"{name}:{one.id}", collection=name) for one in PAGES}
    return pages, {f"{name}:{PAGES[0].id}": flac(0.25), f"{name}:{PAGES[2].id}": flac(0.5)}


def test_a_pack_goes_on_with_the_pages_that_were_here_before(both, village, tmp_path):
    assert travelled(village, both.id, tmp_path) == as_sent(both.id)
    assert village.vector_count(PACK_MODEL, both.id) == len(PAGES)
    assert village.text_bytes(both.id) == sum(len(one.text.encode()) for one in PAGES)
    assert estimated_bytes(village, both.id, {}) > len(flac(0.25)) + len(flac(0.5)) + len(PAGES) * PACK_DIM * 2


def test_a_pack_of_nothing_but_pages_that_were_here_before_goes_on(packed, village, tmp_path):
    village.add(PAGES, "added")
    give_vectors(village)
    arrival = take_in(packed, village, DIMS)
    assert (arrival.received.documents, arrival.received.known) == (0, 6)
    pages, gists = travelled(village, arrival.manifest.id, tmp_path)
    assert len(pages) == 6 and list(gists.values()) == [flac()]


@pytest.mark.parametrize(
    "lose",
    [
        pytest.param(lambda village: village.remove_collection("added"), id="its collection removed"),
        pytest.param(lambda village: village.remove(PAGES[0].id), id="itself removed"),
        pytest.param(lambda village: village.add([replace(PAGES[0], text="Autre chose.")], "added"), id="changed"),
    ],
)
def test_what_happens_to_a_page_elsewhere_takes_nothing_from_a_pack(both, village, tmp_path, lose):
    lose(village)
    assert {one for one in village.documents() if one.collection == both.id} == as_sent(both.id)[0]
    assert village.gist(f"{both.id}:{PAGES[0].id}") == flac(0.25)
    village.verify()
    give_vectors(village)
    assert travelled(village, both.id, tmp_path) == as_sent(both.id)
    village.remove_collection(both.id)
    assert village.gist_sizes() == {} and all(one.collection == "added" for one in village.documents())


def test_a_page_left_to_a_pack_keeps_its_vectors(both, village):
    village.remove_collection("added")
    assert village.vector_count(PACK_MODEL, both.id) == len(PAGES) and village.missing_vectors(PACK_MODEL) == []


def test_two_packs_share_a_page_and_each_goes_on_with_its_own_gist(both, library, village, tmp_path):
    gist = tmp_path / "other.flac"
    gist.write_bytes(flac(0.75))
    other = exported(library, tmp_path / "other.laajpack", key=OTHER_KEY, gists={PAGES[0].id: gist})
    name = take_in(other, village, DIMS).manifest.id
    for number, lose in enumerate((lambda: None, lambda: village.remove_collection("added"))):
        lose()
        for collection, sound in ((both.id, flac(0.25)), (name, flac(0.75))):
            folder = tmp_path / f"{collection}-{number}"
            folder.mkdir()
            pages, gists = travelled(village, collection, folder)
            assert pages == as_sent(collection)[0] and gists[f"{collection}:{PAGES[0].id}"] == sound


def test_a_newer_copy_without_a_shared_page_shares_it_no_longer(both, library, village, tmp_path):
    library.remove(PAGES[0].id)
    take_in(exported(library, tmp_path / "newer.laajpack"), village, DIMS)
    assert len(village.members(both.id)) == len(PAGES) - 1
    village.remove_collection("added")
    assert {one.id for one in village.summaries()} == {f"{both.id}:{one.id}" for one in PAGES[1:]}


def test_collections_are_listed_and_removed_whole(packed, village):
    name = take_in(packed, village, DIMS).manifest.id
    added, came = village.collections()
    assert (added.name, added.documents, added.origin) == ("added", 1, None)
    assert (came.name, came.documents, came.origin.title) == (name, 5, "Six pages")
    village.remove_collection(name)
    assert village.collections() == [added] and village.gist_sizes() == {}
    village.verify()
    with pytest.raises(InputFault) as caught:
        village.remove_collection(name)
    assert caught.value.key == "collection-unknown"


def test_nothing_is_exported_of_a_collection_that_is_not_there(library, tmp_path):
    with pytest.raises(InputFault) as caught:
        exported(library, tmp_path / "p.laajpack", "nobody's")
    assert caught.value.key == "collection-unknown"


@pytest.mark.parametrize(("content", "key"), [(b"fLaC and no more", "not-sound"), (None, "file-refused")])
def test_a_gist_that_nobody_could_play_is_named(library, tmp_path, content, key):
    gist = tmp_path / "gist.flac"
    if content:
        gist.write_bytes(content)
    with pytest.raises(InputFault) as caught:
        exported(library, tmp_path / "p.laajpack", gists={PAGES[0].id: gist})
    assert caught.value.key == key and caught.value.fields["path"] == gist


def test_the_size_is_known_before_writing(library, packed, tmp_path):
    gist = {"eau/puits": tmp_path / "gist.flac"}
    library.add([page(f"n{number}", "N", " ".join(map(str, range(number, 9000)))) for number in range(20)], "mini")
    missing = [rowid for rowid, _ in library.missing_vectors(PACK_MODEL)]
    library.put_vectors(PACK_MODEL, dict.fromkeys(missing, np.ones(PACK_DIM)))
    size_bytes = exported(library, tmp_path / "large.laajpack", gists=gist).stat().st_size
    assert estimated_bytes(library, "mini", gist) == pytest.approx(size_bytes, rel=0.2)


# Who made it


def test_only_its_signer_replaces_a_collection(library, packed, village, tmp_path):
    take_in(packed, village, DIMS)
    name = name_of(packed)

    def same_name(files, manifest):
        manifest["id"] = name

    forged = spoiled(exported(library, tmp_path / "other.laajpack", key=OTHER_KEY), same_name)
    assert refused(village, forged).key == "pack-signer", "nobody signed"
    signed_by(OTHER_KEY, forged)
    assert refused(village, forged).key == "pack-signer", "somebody else did"
    village.remove_collection(name)
    assert take_in(forged, village, DIMS).signer == public(OTHER_KEY)


def test_an_unsigned_pack_is_taken_and_known_as_such(packed, village):
    arrival = take_in(spoiled(packed, lambda files, manifest: None), village, DIMS)
    assert arrival.signer == "" and arrival.received.documents == 5
    assert take_in(packed, village, DIMS).signer == public(KEY), "and whoever signs it later may replace it"


def test_two_computers_give_their_own_pages_two_names(library, tmp_path):
    names = {name_of(exported(library, tmp_path / f"{key[0]}.laajpack", key=key)) for key in (KEY, OTHER_KEY)}
    assert len(names) == 2


def test_a_fingerprint_can_be_compared_aloud():
    assert fingerprint("3f9a20c177ab0d12" + "0" * 48) == "3f9a 20c1 77ab 0d12"


@pytest.mark.parametrize("what", ["manifest", "signature", "length"])
def test_a_signature_that_does_not_fit_is_refused(packed, village, what):
    with zipfile.ZipFile(packed) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    if what == "manifest":
        files[MANIFEST] = files[MANIFEST].replace(b"Six pages", b"Sex pages")
    elif what == "signature":
        files[SIGNATURE] = files[SIGNATURE][:-1] + bytes([files[SIGNATURE][-1] ^ 1])
    else:
        files[SIGNATURE] = files[SIGNATURE][:40]
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    assert refused(village, packed).key == "pack-signature"


def signed_by(key: bytes, path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(SIGNATURE, sign(key, archive.read(MANIFEST)))


# What is refused


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_copy_that_was_cut_short_is_said_to_be(packed, village, share):
    content = packed.read_bytes()
    packed.write_bytes(content[: int(len(content) * share)])
    assert refused(village, packed).key == "pack-incomplete"


def test_a_foreign_file_is_said_to_be(village, tmp_path):
    other = tmp_path / "other.laajpack"
    other.write_bytes(b"%PDF-1.4 no pack at all" * 100)
    assert refused(village, other).key == "pack-foreign"
    for content in ({"word/document.xml": "x"}, {MANIFEST: '{"name": "an extension"}'}, {MANIFEST: "[1]"}):
        with zipfile.ZipFile(other, "w") as archive:
            for name, text in content.items():
                archive.writestr(name, text)
        assert refused(village, other).key == "pack-foreign"


def test_a_path_that_is_no_file_is_told(village, tmp_path):
    assert refused(village, tmp_path / "absent.laajpack").key == "file-missing"
    assert refused(village, tmp_path).key == "not-a-file"


def test_a_newer_format_is_said_to_be(packed, village):
    def newer(files, manifest):
        manifest |= {"format": 2, "files": "in some other way"}

    fault = refused(village, spoiled(packed, newer, sealed=False))
    assert (fault.key, fault.fields["found"]) == ("pack-newer", 2)


def put(field, value):
    return lambda files, manifest: manifest.__setitem__(field, value)


def line(**fields):
    """Changes the first document."""

    def change(files, manifest):
        first, rest = files[DOCUMENTS].split(b"\n", 1)
        files[DOCUMENTS] = json.dumps(json.loads(first) | fields).encode() + b"\n" + rest

    return change


def first_line_twice(files, manifest):
    files[DOCUMENTS] = files[DOCUMENTS].split(b"\n")[0] + b"\n" + files[DOCUMENTS]
    manifest["documents"] += 1


def vectors(array, texts=None):
    def change(files, manifest):
        for kind, wanted in (("vectors", array), ("texts", texts)):
            if wanted is not None:
                content = io.BytesIO()
                np.save(content, wanted)
                files[f"vectors/{PACK_MODEL}.{kind}.npy"] = content.getvalue()

    return change


def named(name, content=b"x"):
    return lambda files, manifest: files.__setitem__(name, content)


def without(name):
    def change(files, manifest):
        del files[name], manifest["files"][name]

    return change


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(put("id", "added"), id="the name of a collection that is not a pack's"),
        pytest.param(put("id", "../../x-0123abcd"), id="a name that is a path"),
        pytest.param(put("title", ""), id="no title"),
        pytest.param(put("title", 5), id="a title that is a number"),
        pytest.param(put("title", "a\x1b[2Jb"), id="a title that commands a terminal"),
        pytest.param(put("themes", None), id="no themes"),
        pytest.param(put("documents", 7), id="one document too few"),
        pytest.param(put("documents", True), id="a count that is none"),
        pytest.param(put("gists", 2), id="one gist too few"),
        pytest.param(put("surprise", 1), id="an unknown field"),
        pytest.param(vectors(np.ones((0, PACK_DIM), np.float16), np.ones(0, np.uint64)), id="vectors of nothing"),
        pytest.param(named("../escape.txt"), id="a path out of the folder"),
        pytest.param(named("/etc/escape"), id="a path from the root"),
        pytest.param(named("gists/../../escape.flac"), id="a path out by a detour"),
        pytest.param(named("gists\\1.flac"), id="a path of another system"),
        pytest.param(named("gists/2.flac", flac()), id="a gist of no document"),
        pytest.param(named("gists/1.flac", b"not sound"), id="a gist that is no sound"),
        pytest.param(named("gists/1.flac", flac(kind="WAV")), id="a gist that is another kind of sound"),
        pytest.param(named("gists/1.flac", flac(121)), id="a gist without end"),
        pytest.param(without(DOCUMENTS), id="no documents"),
        pytest.param(without(f"vectors/{PACK_MODEL}.texts.npy"), id="vectors of nobody knows what"),
        pytest.param(named(DOCUMENTS, b""), id="an empty list"),
        pytest.param(named(DOCUMENTS, b"[" * 100_000), id="JSON that goes deep"),
        pytest.param(named(DOCUMENTS, "{é".encode("latin-1")), id="another encoding"),
        pytest.param(first_line_twice, id="a document twice"),
        pytest.param(line(title=None), id="a document without a title"),
        pytest.param(line(text=" "), id="a document without text"),
        pytest.param(line(text="a\0b"), id="a document that is no text"),
        pytest.param(line(text="half a letter \ud83d"), id="half a letter"),
        pytest.param(line(sources="one"), id="sources that are no list"),
        pytest.param(line(sources=[1]), id="a source that is a number"),
        pytest.param(line(gist="gists/9.flac"), id="a gist that is not there"),
        pytest.param(line(gist=DOCUMENTS), id="a gist that is something else"),
        pytest.param(line(more=1), id="an unknown field of a document"),
        pytest.param(vectors(np.ones((6, 8), np.float16)), id="vectors of another length"),
        pytest.param(vectors(np.ones((5, PACK_DIM), np.float16)), id="vectors too few"),
        pytest.param(vectors(np.ones((6, PACK_DIM), np.float32)), id="vectors of another kind"),
        pytest.param(vectors(np.full((6, PACK_DIM), np.inf, np.float16)), id="vectors without end"),
        pytest.param(vectors(np.array([{"code": 1}] * 6)), id="vectors that would run code"),
        pytest.param(named(f"vectors/{PACK_MODEL}.vectors.npy", b"PK\3\4"), id="vectors that are none"),
    ],
)
def test_what_does_not_fit_together_is_damage(packed, village, change):
    assert refused(village, spoiled(packed, change)).key == "pack-damaged"


@pytest.mark.parametrize("change", [named(DOCUMENTS, b"x"), named("gists/1.flac", flac(0.4)), named("extra", b"")])
def test_what_the_manifest_does_not_vouch_for_is_damage(packed, village, change):
    assert refused(village, spoiled(packed, change, sealed=False)).key == "pack-damaged"


@pytest.mark.parametrize("files", [[1], ["documents.jsonl"], "documents.jsonl", 1, None, [], {DOCUMENTS: [1]}])
def test_a_list_of_files_that_is_none_is_damage(packed, village, files):
    assert refused(village, spoiled(packed, put("files", files), sealed=False)).key == "pack-damaged"


def test_a_file_twice_in_the_archive_is_damage(packed, village):
    with zipfile.ZipFile(packed, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(DOCUMENTS, "another")
    assert refused(village, packed).key == "pack-damaged"


def test_a_bomb_is_not_unpacked(packed, village):
    def swollen(files, manifest):
        manifest["files"][DOCUMENTS]["size_bytes"] = 10_000_000_000

    assert refused(village, spoiled(packed, swollen, sealed=False)).key == "pack-damaged"


def test_more_than_was_announced_is_not_unpacked(packed, village):
    """The archive's own list may be true and the manifest lie: the bytes that come are counted."""
    path = spoiled(packed, named(DOCUMENTS, b" " * 50_000_000), sealed=False)
    heard = []
    with pytest.raises(InputFault) as caught:
        take_in(path, village, DIMS, lambda done, total: heard.append(done))
    assert caught.value.key == "pack-damaged" and "size" in caught.value.fields["why"]
    assert max(heard, default=0) < 2_000_000


@pytest.mark.parametrize("seed", range(25))
def test_any_changed_byte_is_noticed_or_means_nothing(packed, village, tmp_path, seed):
    chance = np.random.default_rng(seed)
    content = bytearray(packed.read_bytes())
    for place in chance.integers(0, len(content), 1 + seed % 3):
        content[place] ^= 1 << int(chance.integers(8))
    path = tmp_path / "bad.laajpack"
    path.write_bytes(content)
    before = all_of(village)
    try:
        arrival = take_in(path, village, DIMS)
    except InputFault as fault:
        assert fault.key.startswith("pack-"), fault
        assert all_of(village) == before
    else:
        assert arrival.signer == public(KEY) and arrival.received.documents == 5
    village.verify()
