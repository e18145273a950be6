namespace AIOps.Server.Offline;

/// <summary>What the summary table tells about one file.</summary>
internal sealed class SeriesReport(string file)
{
    public string File { get; } = file;

    public long Rows { get; set; }

    public int Metrics { get; set; }

    public long Alerts { get; set; }

    public int Episodes { get; set; }

    public long NotJudged { get; set; }

    public int Mistakes { get; set; }

    public double Days { get; set; }

    public string? Problem { get; set; }
}
