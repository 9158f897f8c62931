/** Transport maps that are networks, trained on samples. */
package org.ot4j.model.map;
