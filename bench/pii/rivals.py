"""Runs the rivals over the same sentences: JSON lines of {"text"} in, one JSON object of results a rival out.

Offsets are code points; all texts of the bench lie in the basic plane, where these are UTF-16 units too.
"""
import importlib.metadata
import json
import sys
import time


def helan(texts):
    from helan import recognize

    names = {"ID_CARD": "resident-id", "PHONE": "mobile", "LANDLINE": "landline", "BANK_CARD": "bank-card",
             "PASSPORT": "passport", "LICENSE_PLATE": "vehicle-plate", "USCC": "credit-code", "ADDRESS": "address",
             "EMAIL": "email", "IP_ADDRESS": "ip-address", "WECHAT_ID": "wechat", "QQ_NUMBER": "qq"}
    return names, lambda text: [(e.type, e.start, e.end) for e in recognize(text)]


def argus(texts):
    from argus_redact import redact

    names = {"id_number": "resident-id", "phone": "mobile|landline", "bank_card": "bank-card", "passport": "passport",
             "license_plate": "vehicle-plate", "credit_code": "credit-code", "address": "address", "email": "email",
             "ip_address": "ip-address", "wechat": "wechat", "qq": "qq", "eep": "hk-macao-permit|taiwan-permit",
             "hk_macao_permit": "hk-macao-permit", "taiwan_permit": "taiwan-permit", "home_return_permit": "hk-macao-permit",
             "hkmo_permit": "hk-macao-permit", "tw_permit": "taiwan-permit", "twp": "taiwan-permit", "hrp": "hk-macao-permit"}

    def find(text):
        _, _, details = redact(text, lang="zh", mode="fast", detailed=True, salt=1)
        return [(e["type"], e["start"], e["end"]) for e in details["entities"]]

    return names, find


def presidio(texts):
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine
    from presidio_analyzer.predefined_recognizers import (CreditCardRecognizer, EmailRecognizer, IpRecognizer,
                                                          PhoneRecognizer)

    class BlankChinese(SpacyNlpEngine):
        """Its tokeniser for Chinese, without a model: no package registry has one."""

        def __init__(self):
            super().__init__(models=[{"lang_code": "zh", "model_name": "blank"}])
            self.nlp = {"zh": spacy.blank("zh")}

        def load(self):
            pass

    registry = RecognizerRegistry(supported_languages=["zh"])
    for recogniser in (CreditCardRecognizer(supported_language="zh"), EmailRecognizer(supported_language="zh"),
                       IpRecognizer(supported_language="zh"),
                       PhoneRecognizer(supported_language="zh", supported_regions=("CN",))):
        registry.add_recognizer(recogniser)
    engine = AnalyzerEngine(registry=registry, nlp_engine=BlankChinese(), supported_languages=["zh"])
    names = {"CREDIT_CARD": "bank-card", "EMAIL_ADDRESS": "email", "IP_ADDRESS": "ip-address",
             "PHONE_NUMBER": "mobile|landline"}
    return names, lambda text: [(r.entity_type, r.start, r.end) for r in engine.analyze(text, language="zh")]


RIVALS = {"helan": (helan, "helan"), "argus-redact": (argus, "argus-redact"),
          "Presidio": (presidio, "presidio-analyzer")}

texts = [json.loads(line)["text"] for line in sys.stdin]
for name, (make, package) in RIVALS.items():
    try:
        names, find = make(texts)
        find(texts[0])
        started = time.process_time()
        found = [find(text) for text in texts]
        seconds = time.process_time() - started
    except Exception as error:  # A rival that does not run is named, not left out.
        print(json.dumps({"name": name, "error": f"{type(error).__name__}: {error}"[:300]}), flush=True)
        continue
    other = sorted({t for hits in found for t, _, _ in hits} - set(names))
    hits = [[[names[t], s, e] for t, s, e in one if t in names] for one in found]
    print(json.dumps({"name": name, "version": importlib.metadata.version(package), "seconds": seconds, "hits": hits,
                      "kinds": sorted({k for v in names.values() for k in v.split("|")}), "other": other}), flush=True)
