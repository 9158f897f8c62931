/** What every other package stands on: argument checks, progress and the wish to stop. */
package org.ot4j.base;
