/** Flow matching: a velocity field that moves noise to data, learned from couplings of the two. */
package org.ot4j.model.flow;
