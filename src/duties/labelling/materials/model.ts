import type { DocumentLanguage, LabelAgreement, LabelVerdict, Policy, ProducedKind } from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';

/** Of whom the materials tell. */
export interface MaterialsSubject {
  readonly provider: { readonly name: string; readonly creditCode: string };
  readonly service: {
    readonly id: string;
    readonly name: string;
    readonly providerCode: string;
    readonly policy: Policy;
  };
}

/** A picture for the documents. */
export interface MaterialsPicture {
  /** Without folders, such as `checker.png`. */
  readonly name: string;
  readonly caption: string;
  readonly mediaType: 'image/png' | 'image/jpeg';
  readonly bytes: Uint8Array;
  readonly widthPixels: number;
  readonly heightPixels: number;
}

/** Why something is missing, in words for people. */
export interface Reason {
  readonly zh: string;
  readonly en: string;
}

/** Pictures taken with a browser, or why there are none. */
export type TakenPictures =
  | { readonly kind: 'taken'; readonly pictures: readonly MaterialsPicture[] }
  | { readonly kind: 'none'; readonly reason: Reason };

/** A file with its explicit label drawn or sounded, without its implicit one yet. */
export interface MarkedSample {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** For a picture: so that it can be shown in the documents, for itself or as the first frame of the film. */
  readonly shown?: { readonly widthPixels: number; readonly heightPixels: number; readonly of: 'picture' | 'film' };
}

export interface MarkedSamples {
  /** A picture first. */
  readonly samples: readonly MarkedSample[];
  /** Null where there is a film. */
  readonly filmMissing: Reason | null;
}

/** A sample as it lies in the pack, and what a reader of labels says about it. */
export interface LabelledSample {
  readonly name: string;
  readonly kind: ProducedKind;
  readonly produceId: string;
  readonly bytes: Uint8Array;
  readonly verdict: LabelVerdict;
  readonly shown?: MarkedSample['shown'];
  /** For a text that has no place for it. */
  readonly sidecar?: { readonly name: string; readonly text: string };
}

/** An answer that the service gave for the materials: asked through its own gateway. */
export interface SampleAnswer {
  readonly exchangeId: string;
  readonly model: string;
  readonly prompt: string;
  /** As it was shown, with its mark. */
  readonly shown: string;
}

/** What is outside of this duty and handed over. */
export interface MaterialsPorts {
  /** @throws HeguiError E_NOT_FOUND for a service that is not in use, or before a provider is registered. */
  subjectOf(serviceId: string): Promise<MaterialsSubject>;
  /** Files with the service's own mark: those kinds that can be made here. */
  markSamples(policy: Policy): Promise<MarkedSamples>;
  /** Asks the service's model; null where no gateway runs, no model is known, or it gave no answer. */
  askService(
    serviceId: string,
    model: string | null,
    language: DocumentLanguage,
    by: Actor,
  ): Promise<SampleAnswer | null>;
  /** The public checker with this file, and the answer as readers see it. Never rejects. */
  takePictures(order: {
    readonly language: DocumentLanguage;
    readonly sample: LabelledSample;
    readonly answer: SampleAnswer | null;
  }): Promise<TakenPictures>;
  /** @throws HeguiError E_REQUEST_INVALID for what is no PNG or JPEG. */
  readPicture(bytes: Uint8Array): Promise<Pick<MaterialsPicture, 'mediaType' | 'widthPixels' | 'heightPixels'>>;
}

/** Everything that the documents tell. */
export interface MaterialsFacts extends MaterialsSubject {
  readonly packId: string;
  readonly language: DocumentLanguage;
  readonly madeAt: Date;
  readonly samples: readonly LabelledSample[];
  readonly filmMissing: Reason | null;
  readonly answer: SampleAnswer | null;
  readonly taken: TakenPictures;
  readonly given: readonly MaterialsPicture[];
  readonly agreements: readonly LabelAgreement[];
}

export interface PackFile {
  /** With forward slashes, such as `samples/picture.png`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface MaterialsPack {
  readonly packId: string;
  readonly files: readonly PackFile[];
  readonly taken: TakenPictures;
  readonly filmMissing: Reason | null;
  readonly hasAnswer: boolean;
}
