export { orderControls } from './controls.ts';
export { registerOrderRoutes } from './routes.ts';
export { OrdersService } from './service.ts';
