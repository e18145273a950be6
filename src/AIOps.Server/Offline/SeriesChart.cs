using System.Globalization;
using System.Text;

namespace AIOps.Server.Offline;

/// <summary>A picture of any length of series in bounded memory: neighbours are merged whenever there are more columns than a screen can show.</summary>
internal sealed class SeriesChart
{
    private const int MaxColumns = 2400;
    private const int Width = 1200;
    private const int ValueHeight = 260;
    private const int ScoreHeight = 80;
    private readonly List<Column> _columns = [];
    private int _perColumn = 1;
    private int _inLast;

    public void Add(long unixMs, double value, double lower, double upper, double score, bool alert)
    {
        var one = new Column(unixMs, value, value, lower, upper, score, alert);
        if (_columns.Count > 0 && _inLast < _perColumn)
        {
            _columns[^1] = _columns[^1].With(one);
            _inLast++;
            return;
        }

        if (_columns.Count == MaxColumns)
        {
            for (var at = 0; at < MaxColumns / 2; at++)
            {
                _columns[at] = _columns[2 * at].With(_columns[(2 * at) + 1]);
            }

            _columns.RemoveRange(MaxColumns / 2, MaxColumns / 2);
            _perColumn *= 2;
        }

        _columns.Add(one);
        _inLast = 1;
    }

    /// <summary>Draws value with band above, score with alerts below.</summary>
    public string Draw(string title)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {ValueHeight + ScoreHeight + 50}\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"8\" y=\"16\">{System.Security.SecurityElement.Escape(title)}</text>\n");
        if (_columns.Count > 1)
        {
            var low = _columns.Min(column => column.Low);
            var high = _columns.Max(column => column.High);
            var span = high > low ? high - low : 1;
            double X(int at) => 8 + (at * (Width - 16.0) / (_columns.Count - 1));
            double Y(double value) => 24 + (ValueHeight * (1 - Math.Clamp((value - low) / span, 0, 1)));
            double S(double score) => 34 + ValueHeight + (ScoreHeight * (1 - score));
            for (var at = 0; at < _columns.Count; at++)
            {
                if (_columns[at].Alert)
                {
                    svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{X(at) - 1:0.#}\" y=\"24\" width=\"2\" height=\"{ValueHeight + ScoreHeight + 10}\" fill=\"#fbb\"/>\n");
                }
            }

            Line(svg, "#cfe3f7", Enumerable.Range(0, _columns.Count).Select(at => (X(at), Y(_columns[at].Upper)))
                .Concat(Enumerable.Range(0, _columns.Count).Reverse().Select(at => (X(at), Y(_columns[at].Lower)))), filled: true);
            Line(svg, "#1b5e9e", Enumerable.Range(0, _columns.Count).SelectMany(at => new[] { (X(at), Y(_columns[at].High)), (X(at), Y(_columns[at].Low)) }), filled: false);
            Line(svg, "#b00", Enumerable.Range(0, _columns.Count).Select(at => (X(at), S(_columns[at].Score))), filled: false);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"8\" y=\"36\" fill=\"#555\">{high:g5}</text><text x=\"8\" y=\"{20 + ValueHeight}\" fill=\"#555\">{low:g5}</text>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"8\" y=\"{ValueHeight + ScoreHeight + 48}\" fill=\"#555\">{DateTimeOffset.FromUnixTimeMilliseconds(_columns[0].UnixMs):u} to {DateTimeOffset.FromUnixTimeMilliseconds(_columns[^1].UnixMs):u}; blue: value and expected band, red: score, shaded: alerts</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Line(StringBuilder svg, string colour, IEnumerable<(double X, double Y)> points, bool filled)
    {
        svg.Append(filled ? $"<polygon fill=\"{colour}\" points=\"" : $"<polyline fill=\"none\" stroke=\"{colour}\" points=\"");
        foreach (var (x, y) in points)
        {
            svg.Append(CultureInfo.InvariantCulture, $"{x:0.#},{y:0.#} ");
        }

        svg.Append("\"/>\n");
    }

    private readonly record struct Column(long UnixMs, double Low, double High, double Lower, double Upper, double Score, bool Alert)
    {
        public Column With(in Column other) => new(
            UnixMs, Math.Min(Low, other.Low), Math.Max(High, other.High), Math.Min(Lower, other.Lower), Math.Max(Upper, other.Upper), Math.Max(Score, other.Score), Alert || other.Alert);
    }
}
