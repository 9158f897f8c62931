/**
 * Metrics for generative models, each with a confidence interval, and tables that compare models.
 */
package org.ot4j.evaluation;
