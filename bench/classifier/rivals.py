"""Trains the rivals on the same texts and prints one JSON line each; started by run.ts in a virtual environment of its own."""
import importlib
import json
import os
import pickle
import sys
import tempfile
import time

folder = sys.argv[1]


def load(split):
    with open(os.path.join(folder, split + ".jsonl"), encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row["text"] for row in rows], [int(row["label"] != "none") for row in rows]


def figures(said, truth):
    counts = {(a, b): sum(1 for s, t in zip(said, truth) if (s, t) == (a, b)) for a in (0, 1) for b in (0, 1)}
    f1 = [2 * counts[k, k] / (2 * counts[k, k] + counts[1, 0] + counts[0, 1]) for k in (0, 1)]
    return {"accuracy": (counts[0, 0] + counts[1, 1]) / len(truth), "macroF1": sum(f1) / 2}


def report(name, train, predict, size, chars, truth):
    start = time.process_time()
    train()
    train_s = time.process_time() - start
    speeds = []
    for _ in range(3):
        start = time.process_time()
        said = predict()
        speeds.append(len(truth) / (time.process_time() - start))
    textsPerS = sorted(speeds)[1]
    row = {"name": name, "trainS": train_s, "textsPerS": textsPerS, "charsPerS": textsPerS * chars / len(truth), "bytes": size()}
    print(json.dumps({**row, **figures(said, truth)}), flush=True)


texts, labels = load("train")
test_texts, truth = load("test")
chars = sum(len(text) for text in test_texts)

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

sklearn = importlib.import_module("sklearn").__version__
for name, last in (("logistic regression", LogisticRegression(max_iter=1000, C=4)), ("linear SVM", LinearSVC(C=0.5))):
    pipeline = make_pipeline(TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2), last)
    report(
        f"scikit-learn {sklearn}: TF-IDF of 1-3 characters, {name}",
        lambda: pipeline.fit(texts, labels),
        lambda: list(pipeline.predict(test_texts)),
        lambda: len(pickle.dumps(pipeline)),
        chars,
        truth,
    )

try:
    import fasttext
except ImportError:
    sys.exit(0)

spaced = [" ".join(text.replace("\n", " ")) for text in test_texts]
with tempfile.TemporaryDirectory() as own:
    path = os.path.join(own, "train.txt")
    with open(path, "w", encoding="utf-8") as out:
        for text, label in zip(texts, labels):
            out.write(f"__label__{label} " + " ".join(text.replace("\n", " ")) + "\n")
    model = None

    def train():
        global model
        model = fasttext.train_supervised(path, wordNgrams=3, epoch=10, lr=0.5, dim=50, bucket=200000, thread=1, seed=1, verbose=0)

    def size():
        model.save_model(os.path.join(own, "model.bin"))
        return os.path.getsize(os.path.join(own, "model.bin"))

    report("fastText 0.9.2: 1-3 characters, 50 dimensions", train, lambda: [int(row[0][-1]) for row in model.predict(spaced)[0]], size, chars, truth)
