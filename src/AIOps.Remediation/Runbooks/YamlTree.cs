using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AIOps.Remediation.Runbooks;

/// <summary>Reads a YAML document into a plain tree. Anchors, aliases and tags are refused, depth and size are bounded, so no document can be a bomb.</summary>
internal static class YamlTree
{
    public const int MaxLength = 256 * 1024;
    private const int MaxDepth = 16;
    private const int MaxNodes = 10_000;

    public static YamlMap? Read(string file, string text, List<RunbookMistake> mistakes)
    {
        if (text.Length > MaxLength)
        {
            mistakes.Add(new RunbookMistake(file, 1, "", $"{text.Length} characters", "the file is too large", $"at most {MaxLength} characters"));
            return null;
        }

        var nodes = 0;
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                mistakes.Add(new RunbookMistake(file, 1, "", "", "the file is empty", "begin with apiVersion: runbooks/v1"));
                return null;
            }

            parser.Consume<DocumentStart>();
            var root = Value(parser, 0, ref nodes);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _))
            {
                throw new SyntaxErrorException(parser.Current!.Start, parser.Current.End, "a file holds one document");
            }

            if (root is YamlMap map)
            {
                return map;
            }

            mistakes.Add(new RunbookMistake(file, root.Line, "", "", "the document is not a map of keys", "begin with apiVersion: runbooks/v1"));
        }
        catch (YamlException exception)
        {
            mistakes.Add(new RunbookMistake(file, (int)exception.Start.Line, "", "", exception.Message, "correct the YAML"));
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException or NullReferenceException)
        {
            // The YAML library throws these for some malformed documents instead of its own exception.
            mistakes.Add(new RunbookMistake(file, 1, "", "", "the document is malformed YAML", "correct the YAML"));
        }

        return null;
    }

    private static YamlValue Value(Parser parser, int depth, ref int nodes)
    {
        if (depth > MaxDepth || ++nodes > MaxNodes)
        {
            throw new SyntaxErrorException(parser.Current!.Start, parser.Current.End, depth > MaxDepth ? $"nested deeper than {MaxDepth}" : $"more than {MaxNodes} values");
        }

        switch (parser.Current)
        {
            case NodeEvent { Anchor.IsEmpty: false } or AnchorAlias:
                throw new SyntaxErrorException(parser.Current.Start, parser.Current.End, "anchors and aliases are not allowed; write the value out");
            case NodeEvent { Tag.IsEmpty: false } tagged when !tagged.Tag.IsNonSpecific:
                throw new SyntaxErrorException(parser.Current.Start, parser.Current.End, $"tags such as {tagged.Tag} are not allowed");
            case Scalar scalar:
                parser.MoveNext();
                return new YamlScalar((int)scalar.Start.Line, scalar.Value, scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted);
            case SequenceStart sequence:
                parser.MoveNext();
                var items = new List<YamlValue>();
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    items.Add(Value(parser, depth + 1, ref nodes));
                }

                return new YamlList((int)sequence.Start.Line, items);
            case MappingStart mapping:
                parser.MoveNext();
                var entries = new Dictionary<string, YamlValue>(StringComparer.Ordinal);
                while (!parser.TryConsume<MappingEnd>(out _))
                {
                    var place = parser.Current!;
                    if (Value(parser, depth + 1, ref nodes) is not YamlScalar key)
                    {
                        throw new SyntaxErrorException(place.Start, place.End, "a key must be a plain text");
                    }

                    if (!entries.TryAdd(key.Text, Value(parser, depth + 1, ref nodes)))
                    {
                        throw new SyntaxErrorException(place.Start, place.End, $"the key '{key.Text}' stands here a second time");
                    }
                }

                return new YamlMap((int)mapping.Start.Line, entries);
            default:
                throw new SyntaxErrorException(parser.Current?.Start ?? Mark.Empty, parser.Current?.End ?? Mark.Empty, "a value is missing");
        }
    }
}
