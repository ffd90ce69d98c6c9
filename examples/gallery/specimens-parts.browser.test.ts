import {describeSpecimens, suites} from './specimens.fixture.js';

describeSpecimens(suites.parts);
