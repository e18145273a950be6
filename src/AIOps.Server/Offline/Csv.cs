namespace AIOps.Server.Offline;

/// <summary>Fields of a CSV file (RFC 4180).</summary>
internal static class Csv
{
    public static string Field(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") || text.StartsWith(' ') || text.EndsWith(' ') ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    /// <summary>The fields of one line.</summary>
    public static List<string> Split(string line)
    {
        var fields = new List<string>();
        var at = 0;
        while (true)
        {
            if (at < line.Length && line[at] == '"')
            {
                var text = new System.Text.StringBuilder();
                for (at++; at < line.Length; at++)
                {
                    if (line[at] != '"')
                    {
                        text.Append(line[at]);
                    }
                    else if (at + 1 < line.Length && line[at + 1] == '"')
                    {
                        text.Append(line[++at]);
                    }
                    else
                    {
                        at++;
                        break;
                    }
                }

                fields.Add(text.ToString());
            }
            else
            {
                var end = line.IndexOf(',', at) is var comma and >= 0 ? comma : line.Length;
                fields.Add(line[at..end]);
                at = end;
            }

            if (at >= line.Length)
            {
                return fields;
            }

            at = line[at] == ',' ? at + 1 : at;
        }
    }
}
