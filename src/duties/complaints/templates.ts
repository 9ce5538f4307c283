import type { ComplaintTemplate } from '../../contract/index.ts';

/** What staff begin with; the provider changes, adds and removes them. Words in 〔 〕, in English in [ ], are for staff to fill in. */
export const TEMPLATES: readonly ComplaintTemplate[] = [
  {
    name: '受理 · taken up',
    purpose: 'acknowledgement',
    zh: '您好，您的投诉已经受理，由专人处理。我们会在公布的时限内答复您，如需补充材料会在此与您联系。',
    en: 'Thank you. Your complaint has been taken up and a member of staff is dealing with it. We will answer within the published time limit and contact you here if we need anything.',
  },
  {
    name: '补充材料 · more material',
    purpose: 'question',
    zh: '您好，为了核实情况，请您补充：〔需要的材料〕。收到后我们会继续处理。',
    en: 'To verify what happened we need from you: [what is needed]. We will go on as soon as we have it.',
  },
  {
    name: '成立 · upheld',
    purpose: 'answer',
    zh: '您好，经核实，您反映的情况属实。我们已采取措施：〔措施〕。感谢您的监督，给您带来的不便我们深表歉意。',
    en: 'We have verified what you told us, and you are right. We have done the following: [measures]. Thank you for telling us; we are sorry for the trouble.',
  },
  {
    name: '部分成立 · partly upheld',
    purpose: 'answer',
    zh: '您好，经核实，您反映的情况部分属实：〔属实的部分及措施〕。其余部分未予支持，理由是：〔理由〕。',
    en: 'We found you right in part: [which part, and what was done]. As to the rest we do not agree, because [reasons].',
  },
  {
    name: '不成立 · not upheld',
    purpose: 'answer',
    zh: '您好，经核实，我们认为您反映的情况不成立，理由是：〔理由〕。如不同意，您可以在公布的期限内要求重新处理，将由其他人员复核；您也可以向主管部门投诉。',
    en: 'We have looked into it and do not agree, because [reasons]. If you do not accept this you may open the complaint again within the published time; somebody else will then decide. You may also turn to the authorities.',
  },
  {
    name: '转交 · referred',
    purpose: 'answer',
    zh: '您好，此事由〔部门或机构〕处理更为合适，我们已于〔日期〕转交，联系方式是：〔联系方式〕。',
    en: 'This is better dealt with by [whom]. We handed it over on [date]; they can be reached at [contact].',
  },
];
