/** Figures of merit of generative models, each with an interval, and tables that compare models. */
package org.ot4j.evaluation;
