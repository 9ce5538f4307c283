export { readTermBytes as readTermFile } from './import/read-terms.ts';
