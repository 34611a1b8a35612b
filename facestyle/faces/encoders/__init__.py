"""Face crops to encodings f(x). To add an encoder, write a file like facenet_128.py and name it here."""

from facestyle.faces.encoders import casia_webface, dlib, facenet_128, fused, vggface2
from facestyle.faces.encoders.registry import register

register(facenet_128.SPEC, dlib.SPEC, fused.SPEC, vggface2.SPEC, casia_webface.SPEC)
DEFAULT_ENCODER = facenet_128.SPEC.name
