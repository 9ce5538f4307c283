import type { FastifyRequest } from 'fastify';
import {
  publicAgeAppealMadeSchema,
  publicAgeAppealSchema,
  publicAgeSchema,
  publicConsentSchema,
  publicContactGoneSchema,
  publicContactSchema,
  publicGuardianCodeMadeSchema,
  publicGuardianCodeSchema,
  publicGuardianMadeSchema,
  publicGuardianSchema,
  publicMinorQuerySchema,
  publicMinorStateSchema,
} from '../../contract/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { MinorUser } from './model.ts';
import type { MinorsService } from './service.ts';

type Who = (request: FastifyRequest, user: string) => MinorUser;

/** `/api/public/minors`: for the server of the provider's own app, which is trusted like the gateway's clients: by its key. */
export function registerPublicMinorRoutes(app: AdminRoutes, minors: MinorsService): void {
  const who: Who = (request, user) => minors.user(request.calledBy().id, user);
  registerAges(app, minors, who);
  registerGuardians(app, minors, who);
  registerContacts(app, minors, who);
  app.get(
    '/api/public/minors/consent',
    {
      config: { permission: 'service', summary: 'The words that a guardian consents to; by the service’s key.' },
      schema: { response: { 200: publicConsentSchema } },
    },
    async (request) => await minors.consent(request.calledBy().id),
  );
}

function registerAges(app: AdminRoutes, minors: MinorsService, who: Who): void {
  const state = { 200: publicMinorStateSchema };
  app.get(
    '/api/public/minors/state',
    {
      config: { permission: 'service', summary: 'What the app obeys for a user: age, time left, spending, roles.' },
      schema: { querystring: publicMinorQuerySchema, response: state },
    },
    async (request) => await minors.state(who(request, request.query.user)),
  );
  app.put(
    '/api/public/minors/age',
    {
      config: {
        permission: 'service',
        summary: 'What a user declared, or a check of identity found, about their age.',
      },
      schema: { body: publicAgeSchema, response: state },
    },
    async (request) => {
      const { user: name, source, band } = request.body;
      const user = who(request, name);
      await minors.stateAge(user, { source, band });
      return await minors.state(user);
    },
  );
  app.post(
    '/api/public/minors/age-appeals',
    {
      config: { permission: 'service', summary: 'A user says that their age was misjudged; a person decides.' },
      schema: { body: publicAgeAppealSchema, response: { 201: publicAgeAppealMadeSchema } },
    },
    async (request, reply) => {
      const { user: name, ...given } = request.body;
      const user = who(request, name);
      const made = await minors.appeal(user, { ...given, formKey: null });
      return await reply.code(201).send({ ...made, page: pagesAt(minors, '/age-appeal/open') });
    },
  );
}

const pagesAt = ({ address }: MinorsService, path: string) => ({
  zh: `${address}/zh${path}`,
  en: `${address}/en${path}`,
});

function registerGuardians(app: AdminRoutes, minors: MinorsService, who: Who): void {
  app.post(
    '/api/public/minors/guardian-codes',
    {
      config: { permission: 'service', summary: 'A code for a guardian to type in the portal; good for half an hour.' },
      schema: { body: publicGuardianCodeSchema, response: { 201: publicGuardianCodeMadeSchema } },
    },
    async (request, reply) => {
      const user = who(request, request.body.user);
      const { code, expiresAt } = await minors.makeCode(user);
      const made = { code, expiresAt: expiresAt.toISOString(), page: pagesAt(minors, '/guardians/link') };
      return await reply.code(201).send(made);
    },
  );
  app.post(
    '/api/public/minors/guardians',
    {
      config: { permission: 'service', summary: 'Links a guardian whom the app checked, with what they consented to.' },
      schema: { body: publicGuardianSchema, response: { 201: publicGuardianMadeSchema } },
    },
    async (request, reply) => {
      const { user, ...given } = request.body;
      const made = await minors.linkVouched(who(request, user), given);
      return await reply.code(201).send({ ...made, page: pagesAt(minors, '/guardians/open') });
    },
  );
  app.delete(
    '/api/public/minors/guardians',
    {
      config: { permission: 'service', summary: 'Ends the link to the guardian of a user.' },
      schema: { body: publicGuardianCodeSchema, response: { 200: publicMinorStateSchema } },
    },
    async (request) => {
      const user = who(request, request.body.user);
      await minors.unlink(user, 'app');
      return await minors.state(user);
    },
  );
}

function registerContacts(app: AdminRoutes, minors: MinorsService, who: Who): void {
  const state = { 200: publicMinorStateSchema };
  app.put(
    '/api/public/minors/contact',
    {
      config: { permission: 'service', summary: 'Whom to call when a user of a companion service is in danger.' },
      schema: { body: publicContactSchema, response: state },
    },
    async (request) => {
      const { user: name, ...given } = request.body;
      const user = who(request, name);
      await minors.setContact(user, given);
      return await minors.state(user);
    },
  );
  app.delete(
    '/api/public/minors/contact',
    {
      config: { permission: 'service', summary: 'Nobody is called any more; who was is erased.' },
      schema: { body: publicContactGoneSchema, response: state },
    },
    async (request) => {
      const user = who(request, request.body.user);
      await minors.removeContact(user);
      return await minors.state(user);
    },
  );
}
