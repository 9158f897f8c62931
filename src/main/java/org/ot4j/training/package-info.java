/** Players, the loop that plays them, optimisers, schedules, checkpoints and provenance. */
package org.ot4j.training;
