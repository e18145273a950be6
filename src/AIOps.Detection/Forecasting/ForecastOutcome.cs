namespace AIOps.Detection.Forecasting;

/// <summary>What became of a forecast.</summary>
public enum ForecastOutcome : byte
{
    /// <summary>Not due yet.</summary>
    Open = 0,

    /// <summary>The limit was crossed inside the horizon.</summary>
    CameTrue = 1,

    /// <summary>It was not, and nobody intervened.</summary>
    Wrong = 2,

    /// <summary>It was not, and somebody or something intervened after the forecast: no verdict on the forecast.</summary>
    Prevented = 3,
}
