import {describeSpecimens} from './specimens.fixture.js';

describeSpecimens('bad-input');
