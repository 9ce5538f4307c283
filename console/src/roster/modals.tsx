import {
  type Appointment,
  appointmentEndSchema,
  appointmentMakeSchema,
  appointmentSignSchema,
  type Roster,
  type Training,
  trainingKeepSchema,
  trainingWithdrawSchema,
} from '@hegui/contract';
import { useTranslation } from 'react-i18next';
import { useSay } from '../law/use-say.ts';
import { chinaToday } from '../registers/china-time.ts';
import { type FormField, FormModal } from '../registers/form-modal.tsx';
import { useStaff } from '../staff/queries.ts';
import { useAppoint, useEndAppointment, useSignAppointment, useTrain, useWithdrawTraining } from './queries.ts';

/** The accounts that a person can be tied to; whoever has none is left without. */
function useAccountField(): FormField {
  const { t } = useTranslation('roster');
  const staff = useStaff();
  const open = (staff.data ?? []).filter(({ disabledAt }) => disabledAt === null);
  return {
    name: 'staffId',
    label: t('fields.staffId'),
    kind: 'select',
    isNullable: true,
    options: [
      { value: '', label: t('noAccount') },
      ...open.map(({ id, name, username }) => ({ value: id, label: `${name} (${username})` })),
    ],
  };
}

interface AppointModalProps {
  readonly subjects: Roster['subjects'];
  readonly subject: string | null;
  readonly onClose: () => void;
}

/** Names somebody for a role or a duty. */
export function AppointModal({ subjects, subject, onClose }: AppointModalProps) {
  const { t } = useTranslation('roster');
  const say = useSay();
  const save = useAppoint();
  const account = useAccountField();
  const options = subjects.map(({ id, kind, name }) => ({
    value: id,
    label: `${t(`kinds.${kind}`)} · ${say.own(name)}`,
  }));
  return (
    <FormModal
      title={t('appoint')}
      fields={[
        { name: 'subject', label: t('fields.subject'), kind: 'select', options },
        { name: 'person', label: t('fields.person'), kind: 'text' },
        account,
        { name: 'deputy', label: t('fields.deputy'), kind: 'text', isNullable: true },
        { name: 'from', label: t('fields.from'), kind: 'day' },
        { name: 'to', label: t('fields.to'), kind: 'day', isNullable: true },
        { name: 'note', label: t('fields.note'), kind: 'area' },
      ]}
      initial={{ subject: subject ?? options[0]?.value, from: chinaToday(), staffId: '' }}
      schema={appointmentMakeSchema}
      save={save}
      onClose={onClose}
    />
  );
}

interface AppointmentModalProps {
  readonly appointment: Appointment;
  readonly onClose: () => void;
}

/** Puts the name of whoever appoints under an appointment. */
export function SignModal({ appointment, onClose }: AppointmentModalProps) {
  const { t } = useTranslation('roster');
  const save = useSignAppointment(appointment.id);
  return (
    <FormModal
      title={t('signTitle', { person: appointment.person })}
      fields={[{ name: 'name', label: t('signName'), kind: 'text' }]}
      initial={{}}
      schema={appointmentSignSchema}
      save={save}
      submit={t('sign')}
      onClose={onClose}
    />
  );
}

/** Says from when on somebody no longer answers. */
export function EndModal({ appointment, onClose }: AppointmentModalProps) {
  const { t } = useTranslation('roster');
  const save = useEndAppointment(appointment.id);
  return (
    <FormModal
      title={t('endTitle', { person: appointment.person })}
      fields={[
        { name: 'on', label: t('fields.on'), kind: 'day' },
        { name: 'reason', label: t('fields.reason'), kind: 'area' },
      ]}
      initial={{ on: chinaToday() }}
      schema={appointmentEndSchema}
      save={save}
      onClose={onClose}
    />
  );
}

/** Writes down that somebody was trained. */
export function TrainModal({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('roster');
  const save = useTrain();
  const account = useAccountField();
  const results = trainingKeepSchema.shape.result.options.map((value) => ({ value, label: t(`results.${value}`) }));
  return (
    <FormModal
      title={t('train')}
      fields={[
        { name: 'person', label: t('fields.person'), kind: 'text' },
        account,
        { name: 'topic', label: t('fields.topic'), kind: 'text' },
        { name: 'heldOn', label: t('heldOn'), kind: 'day' },
        { name: 'material', label: t('fields.material'), kind: 'text' },
        { name: 'materialSha256', label: t('fields.materialSha256'), kind: 'hash', isNullable: true },
        { name: 'result', label: t('result'), kind: 'select', options: results },
        { name: 'validUntil', label: t('fields.validUntil'), kind: 'day', isNullable: true },
      ]}
      initial={{ heldOn: chinaToday(), result: 'passed', staffId: '' }}
      schema={trainingKeepSchema}
      save={save}
      onClose={onClose}
    />
  );
}

/** Withdraws a training that was written down by mistake. */
export function WithdrawModal({ training, onClose }: { training: Training; onClose: () => void }) {
  const { t } = useTranslation('roster');
  const save = useWithdrawTraining(training.id);
  return (
    <FormModal
      title={`${t('withdraw')} · ${training.person} · ${training.topic}`}
      fields={[{ name: 'reason', label: t('fields.reason'), kind: 'area' }]}
      initial={{}}
      schema={trainingWithdrawSchema}
      save={save}
      onClose={onClose}
    />
  );
}
