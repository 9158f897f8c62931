/** Transport with a quadratic penalty, whose plans are sparse. */
package org.ot4j.transport.quadratic;
