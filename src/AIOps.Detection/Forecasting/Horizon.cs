namespace AIOps.Detection.Forecasting;

/// <summary>How far ahead.</summary>
public enum Horizon : byte
{
    /// <summary>15 minutes.</summary>
    QuarterHour = 0,

    /// <summary>One hour.</summary>
    Hour = 1,

    /// <summary>Four hours.</summary>
    FourHours = 2,

    /// <summary>24 hours.</summary>
    Day = 3,
}
